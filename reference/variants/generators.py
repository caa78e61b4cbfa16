"""A pipeline of generators; numbers flow through one at a time."""

import math

import numpy as np


def weighted(rows, vector):
    vector = tuple(vector)
    for row in rows:
        yield math.sumprod(row, vector) if hasattr(math, "sumprod") else sum(
            p * q for p, q in zip(row, vector)
        )


def normalised(scores):
    scores = tuple(scores)
    ceiling = max(scores)
    lifted = tuple(math.exp(score - ceiling) for score in scores)
    yield from (value / math.fsum(lifted) for value in lifted)


def errors(scores, target):
    for probability, wanted in zip(normalised(scores), target, strict=True):
        yield probability - wanted


def table(left, right):
    right = tuple(right)
    return np.array([[p * q for q in right] for p in left])


def softmax(z):
    return np.fromiter(normalised(z.tolist()), dtype=float, count=len(z))


def tanh(a):
    return np.fromiter(map(math.tanh, a.ravel().tolist()), dtype=float).reshape(a.shape)


def softmax_jacobian(z):
    y = tuple(normalised(z.tolist()))
    jacobian = -table(y, y)
    for k, probability in enumerate(y):
        jacobian[k, k] += probability
    return jacobian


def grad_z(z, t):
    return np.fromiter(errors(z.tolist(), t.tolist()), dtype=float, count=len(z))


def hidden(x, w1):
    return tuple(map(math.tanh, weighted(w1.tolist(), x.tolist())))


def grad_w2(x, t, w1, w2):
    h = hidden(x, w1)
    return table(errors(weighted(w2.tolist(), h), t.tolist()), h)


def grad_w1(x, t, w1, w2):
    h = hidden(x, w1)
    sent_back = weighted(w2.T.tolist(), errors(weighted(w2.tolist(), h), t.tolist()))
    return table((s * (1 - v * v) for s, v in zip(sent_back, h)), x.tolist())
