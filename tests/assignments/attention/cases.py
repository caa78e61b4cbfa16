"""Numbers of questions, keys, and features all differ, so no axis stands for another."""

from grader.inputs import Inputs


def _drawn(questions, keys, features, values):
    def draw(rng):
        return {
            "q": rng.normal(size=(questions, features)),
            "k": rng.normal(size=(keys, features)),
            "v": rng.normal(size=(keys, values)),
            "dout": rng.normal(size=(questions, values)),
        }

    return draw


def inputs():
    yield Inputs("four questions", _drawn(4, 3, 5, 2), public=True)
    yield Inputs("two questions", _drawn(2, 5, 3, 4))
    yield Inputs("two others", _drawn(2, 5, 3, 4))
    yield Inputs("five questions", _drawn(5, 4, 2, 3))
    yield Inputs("an example", _drawn(2, 3, 4, 2), check="example")


CASES = {"forward": inputs, "backward": inputs}
