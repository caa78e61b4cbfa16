"""Columns first, as in Fortran, and answers that are views."""

import numpy as np


def softmax(z):
    e = np.asfortranarray(np.exp(np.subtract(z, np.max(z))))
    return np.divide(e, e.sum())


def tanh(a):
    return np.asfortranarray(np.tanh(a))


def softmax_jacobian(z):
    y = softmax(z)
    wide = np.zeros((2 * y.size, y.size), order="F")
    wide[::2] = np.diag(y) - np.outer(y, y)
    return wide[::2]


def grad_z(z, t):
    return (softmax(z) - t)[::-1][::-1]


def grad_w2(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    return np.outer(h, grad_z(w2 @ h, t)).T


def grad_w1(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    back = np.dot(np.asfortranarray(w2).T, grad_z(w2 @ h, t))
    return np.asfortranarray(np.outer(x, back * (1 - h * h)).transpose())
