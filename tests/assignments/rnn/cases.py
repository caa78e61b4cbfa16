"""Sequences of several lengths; the number of inputs is not that of units."""

from grader.inputs import Inputs


def _sequence(length, inputs, units):
    def draw(rng):
        return {
            "x": rng.normal(size=(length, inputs)),
            "h0": rng.normal(size=units),
            "wx": 0.6 * rng.normal(size=(inputs, units)),
            "wh": 0.6 * rng.normal(size=(units, units)),
            "b": 0.5 * rng.normal(size=units),
            "dh": rng.normal(size=(length, units)),
        }

    return draw


def sequences():
    yield Inputs("five steps", _sequence(5, 2, 3), public=True)
    yield Inputs("four steps", _sequence(4, 3, 2))
    yield Inputs("four other steps", _sequence(4, 3, 2))
    yield Inputs("six steps", _sequence(6, 4, 3))
    yield Inputs("three steps", _sequence(3, 2, 2), check="example")


CASES = {"forward": sequences, "backward": sequences}
