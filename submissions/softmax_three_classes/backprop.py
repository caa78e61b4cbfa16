"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    total = 0
    for i in range(3):
        total += np.exp(z[i])
    return np.exp(z) / total


def tanh(a):
    return np.tanh(a)


def _softmax(z):
    # needed it for other sizes below
    z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


def softmax_jacobian(z):
    y = _softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return _softmax(z) - t


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
