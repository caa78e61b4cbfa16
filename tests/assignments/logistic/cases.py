"""A few cases a question."""

import numpy as np

from grader.inputs import Inputs


def sigmoid():
    yield Inputs("a vector", lambda rng: {"s": rng.uniform(-2, 2, 4)}, public=True)
    yield Inputs("a matrix", lambda rng: {"s": rng.uniform(-2, 2, (2, 3))})
    yield Inputs("large", lambda rng: {"s": np.array([1000.0, 720.0])}, check="extremes")
    yield Inputs("one", lambda rng: {"s": np.array([1.0])}, check="example")


def error():
    def draw(rng):
        return {"s": rng.uniform(-2, 2, 5), "t": rng.integers(0, 2, 5).astype(float)}

    yield Inputs("five scores", draw, public=True)
    yield Inputs("five others", draw)


def slope():
    def draw(rng):
        return {
            "w": rng.normal(size=4),
            "x": rng.uniform(0.5, 2, 4),
            "t": np.float64(rng.integers(0, 2)),
        }

    yield Inputs("four weights", draw, public=True)
    yield Inputs("four others", draw)
    yield Inputs("again", again="four others")
    yield Inputs("read-only", draw, presentation="read-only")
    yield Inputs("strided", draw, presentation="strided")


CASES = {"sigmoid": sigmoid, "error": error, "slope": slope}
