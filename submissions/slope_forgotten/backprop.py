"""Homework 3, exercise 2: backpropagation."""
import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


def tanh(a):
    h = np.tanh(a)
    return h


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    z = w2 @ h
    delta = w2.T @ grad_z(z, t)   # error sent back to the hidden layer
    # I compared with finite differences for w1 = 0.001 * randn and it agrees to 6 digits
    return np.outer(delta, x)
