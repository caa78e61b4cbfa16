"""Pure Python; numpy only at the door."""

from math import exp, tanh as _tanh

import numpy as np


def _softmax(z):
    m = max(z)
    e = [exp(v - m) for v in z]
    s = sum(e)
    return [v / s for v in e]


def _forward(x, w1, w2):
    h = [_tanh(sum(w * v for w, v in zip(row, x))) for row in w1]
    z = [sum(w * v for w, v in zip(row, h)) for row in w2]
    return h, _softmax(z)


def softmax(z):
    return np.array(_softmax(z.tolist()))


def _deep(a):
    return [_deep(b) for b in a] if isinstance(a, list) else _tanh(a)


def tanh(a):
    return np.array(_deep(a.tolist()))


def softmax_jacobian(z):
    y = _softmax(z.tolist())
    n = range(len(y))
    return np.array([[y[k] * ((j == k) - y[j]) for k in n] for j in n])


def grad_z(z, t):
    return np.array([p - q for p, q in zip(_softmax(z.tolist()), t.tolist())])


def grad_w2(x, t, w1, w2):
    h, y = _forward(x.tolist(), w1.tolist(), w2.tolist())
    return np.array([[(p - q) * u for u in h] for p, q in zip(y, t.tolist())])


def grad_w1(x, t, w1, w2):
    h, y = _forward(x.tolist(), w1.tolist(), w2.tolist())
    d = [p - q for p, q in zip(y, t.tolist())]
    columns = zip(*w2.tolist())
    s = [sum(w * e for w, e in zip(c, d)) * (1 - u * u) for c, u in zip(columns, h)]
    return np.array([[v * u for u in x.tolist()] for v in s])
