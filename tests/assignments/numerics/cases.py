"""Functions are drawn by name: numpy's, or those that are written here with np alone."""

import numpy as np

from grader.inputs import Inputs


def cubic(x):
    return x**3 - 2 * x + 2


def slope(x):
    return 3 * x**2 - 2


def decay(y):
    return -0.5 * y + np.sin(y)


def integrals():
    def draw(f, n):
        return lambda rng: {"f": f, "a": rng.uniform(0, 0.5), "b": rng.uniform(1, 3), "n": n}

    yield Inputs("a wave", draw(np.cos, 6), public=True)
    yield Inputs("exponential", draw(np.exp, 4))
    yield Inputs("a cubic", draw(cubic, 8))
    yield Inputs("four parts", draw(np.sin, 4), check="example")


def roots():
    def draw(rng):
        return {"f": cubic, "df": slope, "x0": rng.uniform(1, 3)}

    yield Inputs("a cubic", draw, public=True)
    yield Inputs("another start", draw)


def steps():
    def draw(g):
        return lambda rng: {"g": g, "y0": rng.uniform(0.5, 2), "h": rng.uniform(0.2, 0.5)}

    yield Inputs("decay", draw(decay), public=True)
    yield Inputs("a wave", draw(np.cos))
    yield Inputs("another wave", draw(np.cos))


def averages():
    def draw(kind):
        return lambda rng: {"values": rng.uniform(1, 9, 5), "kind": kind}

    yield Inputs("arithmetic", draw("arithmetic"), public=True)
    yield Inputs("geometric", draw("geometric"))
    yield Inputs("other numbers", draw("geometric"))


CASES = {"simpson": integrals, "newton": roots, "heun": steps, "average": averages}
