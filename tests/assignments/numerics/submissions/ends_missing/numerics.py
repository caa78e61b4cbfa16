"""Plain Python: an int is an int, and a list is a list."""

import math


def simpson(f, a, b, n):
    assert isinstance(n, int) and n % 2 == 0
    h = (b - a) / n
    total = 0.0
    for i in range(1, n):
        total += (4 if i % 2 else 2) * f(a + i * h)
    return h / 3 * total


def newton(f, df, x0):
    return x0 - f(x0) / df(x0)


def heun(g, y0, h):
    k1 = g(y0)
    k2 = g(y0 + h * k1)
    return y0 + h * (k1 + k2) / 2


def average(values, kind):
    n = len(values + [])
    return {"arithmetic": sum(values) / n, "geometric": math.prod(values) ** (1 / n)}[kind]
