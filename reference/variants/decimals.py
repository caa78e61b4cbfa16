"""Thirty decimal digits, then floats."""

from decimal import Context, Decimal, setcontext

import numpy as np

setcontext(Context(prec=30, Emin=-999999, Emax=999999))
ONE = Decimal(1)


def _exact(array):
    return [Decimal(float(v)) for v in array]


def _softmax(z):
    top = max(z)
    e = [(v - top).exp() for v in z]
    return [v / sum(e) for v in e]


def _tanh(a):
    e = (-2 * abs(a)).exp()
    return ((ONE - e) / (ONE + e)).copy_sign(a)


def _dot(u, v):
    return sum(p * q for p, q in zip(u, v))


def _floats(rows):
    return np.array([[float(v) for v in row] for row in rows])


def softmax(z):
    return np.array([float(v) for v in _softmax(_exact(z))])


def tanh(a):
    return np.array([float(_tanh(v)) for v in _exact(a.ravel())]).reshape(a.shape)


def softmax_jacobian(z):
    y = _softmax(_exact(z))
    return _floats([p * ((j == k) - q) for k, q in enumerate(y)] for j, p in enumerate(y))


def _error(z, t):
    return [p - q for p, q in zip(_softmax(z), _exact(t))]


def grad_z(z, t):
    return np.array([float(v) for v in _error(_exact(z), t)])


def _forward(x, t, w1, w2):
    h = [_tanh(_dot(_exact(row), _exact(x))) for row in w1]
    return h, _error([_dot(_exact(row), h) for row in w2], t)


def grad_w2(x, t, w1, w2):
    h, error = _forward(x, t, w1, w2)
    return _floats([e * v for v in h] for e in error)


def grad_w1(x, t, w1, w2):
    h, error = _forward(x, t, w1, w2)
    back = [_dot(_exact(column), error) * (ONE - v * v) for column, v in zip(w2.T, h)]
    return _floats([b * v for v in _exact(x)] for b in back)
