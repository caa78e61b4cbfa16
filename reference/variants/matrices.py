"""np.matrix inside, where * is the matrix product; plain arrays at the door."""

import numpy as np


def _col(v):
    return np.asmatrix(v).T


def _flat(m):
    return np.asarray(m).ravel()


def softmax(z):
    e = np.exp(_col(z) - z.max())
    return _flat(e / e.sum())


def tanh(a):
    return np.asarray(np.tanh(np.asarray(a)))


def softmax_jacobian(z):
    y = _col(softmax(z))
    return np.asarray(np.asmatrix(np.diag(_flat(y))) - y * y.T)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = np.tanh(np.asmatrix(w1) * _col(x))
    return np.asarray(_col(grad_z(_flat(np.asmatrix(w2) * h), t)) * h.T)


def grad_w1(x, t, w1, w2):
    h = np.tanh(np.asmatrix(w1) * _col(x))
    d = _col(grad_z(_flat(np.asmatrix(w2) * h), t))
    s = np.multiply(np.asmatrix(w2).T * d, 1 - np.multiply(h, h))
    return np.asarray(s * np.asmatrix(x))
