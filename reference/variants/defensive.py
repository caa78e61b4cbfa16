"""Copies everything, checks everything, prints along the way."""

import numpy as np

DEBUG = True


def check(name, value, ndim):
    value = np.array(value, dtype=float, copy=True)
    assert value.ndim == ndim, f"{name} has {value.ndim} axes"
    assert np.all(np.isfinite(value)), f"{name} is not finite"
    if DEBUG:
        print(name, value.shape)
    return value


def softmax(z):
    z = check("z", z, 1)
    z -= np.max(z)
    z = np.exp(z)
    z /= np.sum(z)
    assert abs(np.sum(z) - 1) < 1e-12
    return z


def tanh(a):
    a = np.array(a, dtype=float)
    big = np.abs(a) > 25
    safe = np.where(big, 0, a)
    p, n = np.exp(safe), np.exp(-safe)
    return np.where(big, np.sign(a), (p - n) / (p + n))


def softmax_jacobian(z):
    y = softmax(z)
    J = np.zeros((len(y), len(y)))
    for k in range(len(y)):
        unit = np.zeros(len(y))
        unit[k] = 1.0
        J[:, k] = y * (unit - y[k])
    assert np.allclose(J, J.T)
    return J


def grad_z(z, t):
    t = check("t", t, 1)
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    x, w1, w2 = check("x", x, 1), check("w1", w1, 2), check("w2", w2, 2)
    h = tanh(np.dot(w1, x))
    gradient = np.outer(grad_z(np.dot(w2, h), t), h)
    assert gradient.shape == w2.shape
    return gradient


def grad_w1(x, t, w1, w2):
    x, w1, w2 = check("x", x, 1), check("w1", w1, 2), check("w2", w2, 2)
    h = tanh(np.dot(w1, x))
    back = np.dot(w2.T, grad_z(np.dot(w2, h), t))
    back *= 1 - h * h
    gradient = np.outer(back, x)
    assert gradient.shape == w1.shape
    return gradient
