"""One public and one hidden case a question."""

from grader.inputs import Inputs


def grad_net():
    def draw(rng):
        return {"net": rng.normal(size=3), "T": rng.uniform(0, 1, 3)}

    yield Inputs("three units", draw, public=True)
    yield Inputs("three others", draw)


def layers():
    def draw(rng):
        return {
            "x": rng.normal(size=4),
            "T": rng.uniform(0, 1, 2),
            "w1": rng.normal(size=(3, 4)),
            "w2": rng.normal(size=(2, 3)),
        }

    yield Inputs("a small network", draw, public=True)
    yield Inputs("another", draw)


CASES = {"grad_net": grad_net, "grad_w2": layers, "grad_w1": layers}
