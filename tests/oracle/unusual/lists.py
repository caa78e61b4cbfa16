# right wrong right right right right
import math

import numpy as np


def softmax(z):
    e = [math.exp(v - max(z)) for v in z]
    return [v / sum(e) for v in e]


def tanh(a):
    return [math.tanh(v) for v in a]


def softmax_jacobian(z):
    y = softmax(z)
    return [[p * ((j == k) - q) for k, q in enumerate(y)] for j, p in enumerate(y)]


def grad_z(z, t):
    return [p - q for p, q in zip(softmax(z), t)]


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return [[d * v for v in h] for d in grad_z(w2 @ np.array(h), t)]


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    dz = grad_z(w2 @ np.array(h), t)
    da = [sum(w2[k][j] * dz[k] for k in range(len(dz))) * (1 - h[j] ** 2) for j in range(len(h))]
    return [[d * v for v in x] for d in da]
