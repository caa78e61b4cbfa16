"""Batches of several sizes: the shapes differ, so that no axis stands for another."""

from grader.inputs import Inputs


def _batch(examples, inputs, hidden, outputs):
    def draw(rng):
        return {
            "x": rng.normal(size=(examples, inputs)),
            "t": rng.normal(size=(examples, outputs)),
            "w1": rng.normal(size=(hidden, inputs)),
            "b1": rng.normal(size=hidden),
            "w2": rng.normal(size=(outputs, hidden)),
            "b2": rng.normal(size=outputs),
        }

    return draw


def batches():
    yield Inputs("six examples", _batch(6, 3, 5, 2), public=True)
    yield Inputs("four examples", _batch(4, 2, 6, 3))
    yield Inputs("four others", _batch(4, 2, 6, 3))
    yield Inputs("one example", _batch(1, 4, 7, 2))
    yield Inputs("two examples", _batch(2, 2, 3, 2), check="example")


def results():
    def draw(rng):
        return {"y": rng.normal(size=(5, 2)), "t": rng.normal(size=(5, 2))}

    yield Inputs("five examples", draw, public=True)
    yield Inputs("five others", draw)


def updates():
    def draw(rng):
        return {
            "w1": rng.normal(size=(3, 2)),
            "w2": rng.normal(size=(2, 3)),
            "dw1": rng.normal(size=(3, 2)),
            "dw2": rng.normal(size=(2, 3)),
            "rate": rng.uniform(0.1, 0.5),
        }

    yield Inputs("two layers", draw, public=True)
    yield Inputs("two other layers", draw)


def errors():
    def draw(rng):
        return {"errors": rng.uniform(1, 2, 7), "n": int(rng.integers(2, 6))}

    yield Inputs("seven errors", draw, public=True)
    yield Inputs("seven others", draw)


CASES = {
    "layer": batches,
    "predict": batches,
    "loss": results,
    "backward": batches,
    "update": updates,
    "recent": errors,
}
