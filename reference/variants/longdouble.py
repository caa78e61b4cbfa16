"""In the widest floats that there are, rounded at the end."""

import numpy as np

L = np.longdouble


def _softmax(z):
    z = z.astype(L)
    e = np.exp(z - z.max())
    return e / e.sum()


def _forward(x, w1, w2):
    h = np.tanh(w1.astype(L) @ x.astype(L))
    return h, _softmax(w2.astype(L) @ h)


def softmax(z):
    return _softmax(z).astype(np.float64)


def tanh(a):
    return np.tanh(a.astype(L)).astype(np.float64)


def softmax_jacobian(z):
    y = _softmax(z)
    return (np.diag(y) - np.outer(y, y)).astype(np.float64)


def grad_z(z, t):
    return (_softmax(z) - t).astype(np.float64)


def grad_w2(x, t, w1, w2):
    h, y = _forward(x, w1, w2)
    return np.outer(y - t, h).astype(np.float64)


def grad_w1(x, t, w1, w2):
    h, y = _forward(x, w1, w2)
    return np.outer((w2.astype(L).T @ (y - t)) * (1 - h**2), x).astype(np.float64)
