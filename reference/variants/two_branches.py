"""tanh by its sign, with exponents that are never positive."""

import numpy as np


def tanh(a):
    a = np.asarray(a, dtype=float)
    out = np.empty(a.shape)
    up, down = a >= 0, a < 0
    e = np.exp(-2 * a[up])
    out[up] = (1 - e) / (1 + e)
    e = np.exp(2 * a[down])
    out[down] = (e - 1) / (e + 1)
    return out


def softmax(z):
    # what lies 745 below the top underflows anyway
    e = np.exp(np.maximum(z - z.max(), -800.0))
    return e / e.sum()


def softmax_jacobian(z):
    y = softmax(z)
    same = np.equal.outer(np.arange(y.size), np.arange(y.size))
    return np.where(same, y * (1 - y), -np.outer(y, y))


def grad_z(z, t):
    y = softmax(z)
    return np.where(t > 0, y - 1, y)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t) @ (w2 * (1 - h**2)), x)
