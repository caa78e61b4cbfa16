import functools
import operator

import numpy as np


def softmax(z):
    shifted = [v - functools.reduce(max, z) for v in z]
    parts = list(map(np.exp, shifted))
    return np.array([p / functools.reduce(operator.add, parts) for p in parts])


def tanh(a):
    return np.reshape([np.tanh(v) for v in np.ravel(a)], np.shape(a))


def softmax_jacobian(z):
    y = softmax(z)
    return np.array([[p * (1 - p) if j == k else -p * q for k, q in enumerate(y)]
                     for j, p in enumerate(y)])


def grad_z(z, t):
    return np.fromiter(map(operator.sub, softmax(z), t), float)


def _dot(u, v):
    return sum(map(operator.mul, u, v))


def _forward(x, w1, w2):
    h = [np.tanh(_dot(row, x)) for row in w1]
    return h, softmax(np.array([_dot(row, h) for row in w2]))


def grad_w2(x, t, w1, w2):
    h, y = _forward(x, w1, w2)
    return np.array([[(p - q) * v for v in h] for p, q in zip(y, t)])


def grad_w1(x, t, w1, w2):
    h, y = _forward(x, w1, w2)
    error = list(map(operator.sub, y, t))
    return np.array([[_dot(column, error) * (1 - v**2) * u for u in x]
                     for column, v in zip(np.transpose(w2), h)])
