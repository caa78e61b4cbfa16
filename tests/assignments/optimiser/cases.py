"""What the optimisers are given: weights, two gradients, and settings of usual size."""

from grader.inputs import Inputs


def _drawn(*shape):
    def draw(rng):
        return {
            "w": rng.normal(size=shape),
            "g": rng.normal(size=shape),
            "h": rng.normal(size=shape),
            "m": rng.normal(size=shape),
            "v": rng.uniform(0.5, 2, size=shape),
            "s": rng.uniform(0.5, 2, size=shape),
            "t": int(rng.integers(2, 6)),
            "beta1": float(rng.uniform(0.5, 0.9)),
            "beta2": float(rng.uniform(0.5, 0.9)),
            "decay": float(rng.uniform(0.6, 0.9)),
            "rate": float(rng.uniform(0.1, 1)),
            "eps": float(rng.uniform(0.01, 0.1)),
        }

    return draw


def inputs():
    yield Inputs("row", _drawn(4), public=True)
    yield Inputs("matrix", _drawn(3, 5))
    yield Inputs("wide", _drawn(2, 6))
    yield Inputs("kept", _drawn(3, 2), check="kept", presentation="read-only")
    yield Inputs("worked", _drawn(2), check="example")


CASES = {"moments": inputs, "corrected": inputs, "rmsprop": inputs, "adam": inputs}
