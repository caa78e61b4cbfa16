import numpy as np


def simpson(f, a, b, n):
    x = np.linspace(a, b, n + 1)
    y = f(x)
    return (x[1] - x[0]) / 3 * (y[0] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum() + y[-1])


def newton(f, df, x0):
    return np.array([x0 - f(x0) / df(x0)])


def heun(g, y0, h):
    predicted = y0 + h * g(y0)
    return np.array(y0) + 0.5 * h * (g(y0) + g(predicted))


def average(values, kind):
    if kind == "geometric":
        return np.exp(np.log(np.array(values)).mean())
    return np.average(values)
