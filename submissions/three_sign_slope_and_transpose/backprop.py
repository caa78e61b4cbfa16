"""Homework 3: backpropagation."""
import numpy as np


def softmax(scores):
    shifted = scores - scores.max()
    return np.exp(shifted) / np.exp(shifted).sum()


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return t - softmax(z)


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    a = w1 @ x
    delta = w2.T @ grad_z(w2 @ tanh(a), t) * (1 - a**2)
    return np.outer(x, delta)
