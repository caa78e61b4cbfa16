from functools import reduce
from operator import mul


def simpson(f, a, b, n):
    h = (b - a) / n
    pairs = ((a + 2 * i * h, a + (2 * i + 1) * h, a + (2 * i + 2) * h) for i in range(n // 2))
    return sum(f(x) + 4 * f(y) + f(z) for x, y, z in pairs) * h / 3


newton = lambda f, df, x0: x0 - f(x0) / df(x0)  # noqa: E731


def heun(g, y0, h):
    return (y0 + (euler := y0 + h * g(y0)) + h * g(euler)) / 2


def average(values, kind):
    match kind:
        case "geometric":
            return reduce(mul, values) ** (1 / len(values))
        case _:
            return sum(values) / len(values)
