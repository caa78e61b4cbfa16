"""Forward mode: numbers that carry one derivative along."""

import math

import numpy as np


class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other):
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other):
        return Dual(
            self.value * other.value, self.value * other.slope + self.slope * other.value
        )

    def __truediv__(self, other):
        quotient = self.value / other.value
        return Dual(quotient, (self.slope - quotient * other.slope) / other.value)


def exp(d):
    e = math.exp(d.value)
    return Dual(e, e * d.slope)


def log(d):
    return Dual(math.log(d.value), d.slope / d.value)


def hyperbolic(d):
    h = math.tanh(d.value)
    return Dual(h, (1 - h * h) * d.slope)


def total(terms):
    result = Dual(0.0)
    for term in terms:
        result = result + term
    return result


def _probabilities(scores):
    top = Dual(max(s.value for s in scores))
    parts = [exp(s - top) for s in scores]
    whole = total(parts)
    return [p / whole for p in parts]


def _loss(scores, t):
    top = Dual(max(s.value for s in scores))
    whole = log(total(exp(s - top) for s in scores))
    return total(Dual(float(k)) * (whole - (s - top)) for k, s in zip(t, scores))


def _seeded(array, index):
    return np.array(
        [Dual(float(v), float(i == index)) for i, v in np.ndenumerate(array)], dtype=object
    ).reshape(array.shape)


def _slopes(array, of):
    slopes = [of(_seeded(array, index)).slope for index in np.ndindex(array.shape)]
    return np.array(slopes).reshape(array.shape)


def _scores(x, w1, w2):
    hidden = [hyperbolic(total(w * v for w, v in zip(row, x))) for row in w1]
    return [total(w * v for w, v in zip(row, hidden)) for row in w2]


def softmax(z):
    return np.array([p.value for p in _probabilities(_seeded(z, None))])


def tanh(a):
    return np.array([hyperbolic(d).value for d in _seeded(a, None).ravel()]).reshape(a.shape)


def softmax_jacobian(z):
    return np.array([_slopes(z, lambda s: _probabilities(s)[j]) for j in range(len(z))])


def grad_z(z, t):
    return _slopes(z, lambda s: _loss(s, t))


def grad_w2(x, t, w1, w2):
    x, w1 = _seeded(x, None), _seeded(w1, None)
    return _slopes(w2, lambda w: _loss(_scores(x, w1, w), t))


def grad_w1(x, t, w1, w2):
    x, w2 = _seeded(x, None), _seeded(w2, None)
    return _slopes(w1, lambda w: _loss(_scores(x, w, w2), t))
