import math

import numpy as np

_tanh = np.vectorize(math.tanh, otypes=[float])
_exp = np.vectorize(math.exp, otypes=[float])


def softmax(z):
    e = _exp(z - max(z))
    return e / sum(e)


def tanh(a):
    return _tanh(a)


@np.vectorize
def _entry(yj, yk, same):
    return yk * (1 - yk) if same else -yj * yk


def softmax_jacobian(z):
    y = softmax(z)
    j, k = np.meshgrid(np.arange(y.size), np.arange(y.size), indexing="ij")
    return _entry(y[j], y[k], j == k)


def grad_z(z, t):
    return np.vectorize(lambda p, q: p - q)(softmax(z), t)


def grad_w2(x, t, w1, w2):
    h = tanh(w1.dot(x))
    g = grad_z(w2.dot(h), t)
    return np.fromfunction(np.vectorize(lambda k, j: g[int(k)] * h[int(j)]), w2.shape)


def grad_w1(x, t, w1, w2):
    h = tanh(w1.dot(x))
    g = grad_z(w2.dot(h), t)
    s = np.array([(1 - h[j] ** 2) * g.dot(w2[:, j]) for j in range(h.size)])
    return np.fromfunction(np.vectorize(lambda j, i: s[int(j)] * x[int(i)]), w1.shape)
