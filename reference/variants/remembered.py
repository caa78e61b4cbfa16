"""Remembers the forward pass between calls, keyed by the numbers themselves."""

import functools

import numpy as np


@functools.lru_cache(maxsize=None)
def _softmax(key):
    z = np.frombuffer(key)
    e = np.exp(z - z.max())
    return e / e.sum()


def softmax(z):
    return _softmax(z.tobytes()).copy()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


_seen = {}


def _deltas(x, t, w1, w2):
    key = tuple((v.shape, v.tobytes()) for v in (x, t, w1, w2))
    if key not in _seen:
        h = np.tanh(w1 @ x)
        d2 = grad_z(w2 @ h, t)
        _seen[key] = h, d2, (w2.T @ d2) * (1 - h**2)
    return _seen[key]


def grad_w2(x, t, w1, w2):
    h, d2, _ = _deltas(x, t, w1, w2)
    return np.outer(d2, h)


def grad_w1(x, t, w1, w2):
    _, _, d1 = _deltas(x, t, w1, w2)
    return np.outer(d1, x)
