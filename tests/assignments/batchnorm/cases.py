"""Batches of several sizes; columns differ in mean and spread, so that normalizing shows."""

from grader.inputs import Inputs


def _batch(examples, features, spread=1.0):
    def draw(rng):
        x = rng.normal(size=(examples, features)) * rng.uniform(0.5, 2, features) * spread
        return {
            "x": x + rng.uniform(-2, 2, features),
            "gamma": rng.uniform(0.5, 2, features),
            "beta": rng.uniform(-1, 1, features),
            "dout": rng.normal(size=(examples, features)),
        }

    return draw


def batches():
    yield Inputs("six examples", _batch(6, 3), public=True)
    yield Inputs("four examples", _batch(4, 2))
    yield Inputs("four others", _batch(4, 2))
    yield Inputs("nine examples", _batch(9, 5))
    # Where columns hardly vary, epsilon counts.
    yield Inputs("small spread", _batch(5, 3, 0.01))
    yield Inputs("three examples", _batch(3, 2), check="example")


CASES = {"forward": batches, "backward": batches}
