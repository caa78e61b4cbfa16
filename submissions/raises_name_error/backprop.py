"""Homework 3, exercise 2: backpropagation."""
import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    dz = grad_z(w2 @ h, t)
    delta = (W2.T @ dz) * (1 - h**2)
    return np.outer(delta, x)
