# right right right wrong right follows
import math

import numpy as np


def softmax(z):
    total = sum(math.exp(v - z.max()) for v in z)
    return np.fromiter((math.exp(v - z.max()) / total for v in z), float)


def tanh(a):
    return np.fromiter((math.tanh(v) for v in a.flat), float).reshape(a.shape)


def softmax_jacobian(z):
    y = softmax(z)

    def rows():
        for j in range(len(y)):
            yield [y[j] * ((j == k) - y[k]) for k in range(len(y))]

    return np.array(list(rows()))


def grad_z(z, t):
    return (p - q for p, q in zip(softmax(z), t))


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.array([d * h for d in grad_z(w2 @ h, t)])


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    errors = grad_z(w2 @ h, t)
    size = len(list(errors))
    dh = w2.T @ np.array(list(errors)).reshape(size)
    return np.outer(dh * (1 - h**2), x)
