"""Index by index, with dictionaries and itertools."""

import itertools
import math

import numpy as np


def _dense(entries, shape):
    out = np.zeros(shape)
    for index, value in entries.items():
        out[index] = value
    return out


def softmax(z):
    e = {k: math.exp(v - max(z)) for k, v in enumerate(z)}
    return _dense({k: v / math.fsum(e.values()) for k, v in e.items()}, z.shape)


def tanh(a):
    return _dense({index: math.tanh(v) for index, v in np.ndenumerate(a)}, a.shape)


def softmax_jacobian(z):
    y = softmax(z)
    K = range(len(z))
    same = {(k, k): y[k] - y[k] ** 2 for k in K}
    other = {(j, k): -y[j] * y[k] for j, k in itertools.permutations(K, 2)}
    return _dense(same | other, (len(z), len(z)))


def grad_z(z, t):
    return _dense({k: v - t[k] for k, v in enumerate(softmax(z))}, z.shape)


def _pass(x, t, w1, w2):
    a = np.array([math.fsum(map(float.__mul__, row, x.tolist())) for row in w1.tolist()])
    h = tanh(a)
    z = np.array([math.fsum(map(float.__mul__, row, h.tolist())) for row in w2.tolist()])
    return h, grad_z(z, t)


def grad_w2(x, t, w1, w2):
    h, e = _pass(x, t, w1, w2)
    pairs = itertools.product(range(e.size), range(h.size))
    return _dense({(k, j): e[k] * h[j] for k, j in pairs}, w2.shape)


def grad_w1(x, t, w1, w2):
    h, e = _pass(x, t, w1, w2)
    out = dict.fromkeys(np.ndindex(w1.shape), 0.0)
    for (j, i), k in itertools.product(out, range(e.size)):
        out[j, i] += e[k] * w2[k, j] * (1 + h[j]) * (1 - h[j]) * x[i]
    return _dense(out, w1.shape)
