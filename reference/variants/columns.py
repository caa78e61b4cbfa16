"""Every vector is a column (n, 1) inside, and flat again on the way out."""

import numpy as np


def _column(v):
    return np.asarray(v).reshape(-1, 1)


def _softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def softmax(z):
    return _softmax(_column(z))[:, 0]


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = _softmax(_column(z))
    return np.diagflat(y) - np.dot(y, y.T)


def grad_z(z, t):
    return (_softmax(_column(z)) - _column(t)).flatten()


def grad_w2(x, t, w1, w2):
    H = np.tanh(np.dot(w1, _column(x)))
    Y = _softmax(np.dot(w2, H))
    return np.dot(Y - _column(t), H.T)


def grad_w1(x, t, w1, w2):
    X = _column(x)
    H = np.tanh(np.dot(w1, X))
    dZ = _softmax(np.dot(w2, H)) - _column(t)
    dA = np.multiply(np.dot(w2.T, dZ), 1 - np.power(H, 2))
    return np.dot(dA, X.T)
