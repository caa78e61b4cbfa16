from math import exp, tanh as scalar_tanh

import numpy as np


def dot(u, v):
    return sum(p * q for p, q in zip(u, v))


def _softmax(z):
    top = max(z)
    e = [exp(v - top) for v in z]
    s = sum(e)
    return [v / s for v in e]


def _forward(x, w1, w2):
    h = [scalar_tanh(dot(row, x)) for row in w1]
    z = [dot(row, h) for row in w2]
    return h, z


def softmax(z):
    return np.array(_softmax(list(z)))


def tanh(a):
    def go(v):
        return [go(u) for u in v] if isinstance(v, list) else scalar_tanh(v)
    return np.array(go(np.asarray(a).tolist()))


def softmax_jacobian(z):
    y = _softmax(list(z))
    return np.array([[y[j] * ((j == k) - y[k]) for k in range(len(y))] for j in range(len(y))])


def grad_z(z, t):
    return np.array([yk - tk for yk, tk in zip(_softmax(list(z)), t)])


def grad_w2(x, t, w1, w2):
    h, z = _forward(x.tolist(), w1.tolist(), w2.tolist())
    d = [yk - tk for yk, tk in zip(_softmax(z), t.tolist())]
    return np.array([[dk * hj for hj in h] for dk in d])


def grad_w1(x, t, w1, w2):
    h, z = _forward(x.tolist(), w1.tolist(), w2.tolist())
    d = [yk - tk for yk, tk in zip(_softmax(z), t.tolist())]
    columns = list(zip(*w2.tolist()))
    delta = [dot(d, col) * (1 - hj ** 2) for col, hj in zip(columns, h)]
    return np.array([[dj * xi for xi in x.tolist()] for dj in delta])
