from functools import reduce
from operator import add, mul
import numpy as np


def dot(u, v):
    return reduce(add, map(mul, u, v))


def softmax(z):
    top = reduce(max, z)
    e = [np.exp(v - top) for v in z]
    return np.array(e) / reduce(add, e)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.array([[(y[j] if j == k else 0) - y[j] * y[k] for k in range(len(y))] for j in range(len(y))])


def grad_z(z, t):
    return np.array(list(map(lambda p, q: p - q, softmax(z), t)))


def layers(x, w1, w2):
    h = np.array([np.tanh(dot(row, x)) for row in w1])
    return h, np.array([dot(row, h) for row in w2])


def grad_w2(x, t, w1, w2):
    h, z = layers(x, w1, w2)
    return np.array([[mul(d, v) for v in h] for d in grad_z(z, t)])


def grad_w1(x, t, w1, w2):
    h, z = layers(x, w1, w2)
    d = grad_z(z, t)
    back = [reduce(lambda s, p: s + p[0] * p[1], zip(column, d), 1.0) for column in w2.T]  # slip
    return np.array([[b * (1 - v * v) * u for u in x] for b, v in zip(back, h)])
