"""Simpson's rule, one step of Newton's method, and one of Heun's: three chains of their own."""

import numpy as np


def ends(f, a, b):
    return f(a) + f(b)


def inner(f, a, b, n):
    nodes = np.linspace(a, b, n + 1)
    weights = np.where(np.arange(1, n) % 2 == 1, 4, 2)
    return np.sum(weights * f(nodes[1:-1]))


def integral(ends, inner, a, b, n):
    return (b - a) / (3 * n) * (ends + inner)


def newton(f, df, x0):
    return x0 - f(x0) / df(x0)


def k1(g, y0):
    return g(y0)


def k2(g, y0, h, k1):
    return g(y0 + h * k1)


def heun(y0, h, k1, k2):
    return y0 + h * (k1 + k2) / 2


def average(values, kind):
    if kind == "geometric":
        return np.exp(np.mean(np.log(values)))
    return np.mean(values)


STEPS = (ends, inner, integral, newton, k1, k2, heun, average)
