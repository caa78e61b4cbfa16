"""What each function is asked: one generator of cases a question.

Every case is a real forward pass, so no two right formulas disagree.  The ordinary ones are
drawn so that each known mistake shows: D, M and K differ (a transpose has another shape) but for
one square network (where it has the same shape and other numbers); what enters a hidden unit lies
between 0.3 and 1.5 in size, with both signs (a forgotten slope of tanh is no rounding error, a
rectifier is no tanh); no probability is tiny; the true class is now the favourite, now not.

Some cases of a check have the same sizes, so that what is kept from one call shows in another.

Where an extreme answer underflows it is exactly 0 for every right program: gaps between scores
are below 710 or above 800, never near 745, where the last digits of a double go.
"""

import functools

import numpy as np

from grader.inputs import Inputs

LARGE = (1000, 1001, 1002)
VERY_NEGATIVE = (-1000, -1001, -1002)
WIDE = (-1000, 0, 1000)  # only subtracting the maximum survives it
FAR_APART = (-400, 500)  # each exp is finite, that of the difference is not
SUM_OVERFLOWS = (709.5, 709.5, 709.5)  # each exp is finite, their sum is not
SUM_OVERFLOWS_ABOVE_0 = (0, 709.5, 709.4, 709.3)  # so too once the minimum is subtracted
CERTAIN = (-2, 9, -3, -1.8)  # the second class has all but 4e-5
NEARLY_VANISHED = (-301, 401, 400, 399.5)  # the first class has 8e-306, and 1 over it is finite


def softmax():
    scores = functools.partial(_numbers, "z")
    yield Inputs("three classes", scores(3), public=True)
    yield Inputs("five classes", scores(5), public=True)
    yield Inputs("K = 2", scores(2))
    yield Inputs("seven classes", scores(7))
    yield Inputs("all equal", _given(z=[2.5] * 3))
    yield Inputs("large scores", _given(z=LARGE), check="extremes", public=True)
    yield Inputs("very negative scores", _given(z=VERY_NEGATIVE), check="extremes")
    yield Inputs("wide spread", _given(z=WIDE), check="extremes")
    yield Inputs("two far apart", _given(z=FAR_APART), check="extremes")
    yield Inputs("the sum overflows", _given(z=SUM_OVERFLOWS), check="extremes")
    yield from _purity(scores(4), again="seven classes")
    yield _by_hand("two scores", z=[1, 2])
    yield _by_hand("three scores", z=[2, 0, -1])
    yield _by_hand("large scores", z=[1000, 999, -1000])


def tanh():
    numbers = functools.partial(_numbers, "a")
    yield Inputs("four numbers", numbers(4), public=True)
    yield Inputs("a matrix", numbers((2, 3)), public=True)
    yield Inputs("seven numbers", numbers(7))
    yield Inputs("another matrix", numbers((4, 2)))
    yield Inputs("0, 1 and -1", _given(a=[0, 1, -1, 0]))
    yield Inputs("saturated", _given(a=[20, -20, 8, 0.5]), check="extremes")
    yield Inputs("beyond 355", _given(a=[400, 600, 0.5]), check="extremes")
    yield Inputs("below -355", _given(a=[-400, -600, 0.5]), check="extremes")
    yield Inputs("beyond 710", _given(a=[800, 1000, 0.5]), check="extremes", public=True)
    yield Inputs("below -710", _given(a=[-800, -1000, 0.5]), check="extremes")
    yield from _purity(numbers(5), again="seven numbers")
    yield Inputs("near zero", _given(a=[1e-9, -3e-9, 2e-8]), check="precision")
    yield _by_hand("two numbers", a=[1, -2])
    yield _by_hand("a matrix", a=[[0, 1], [2, -1]])
    yield _by_hand("large numbers", a=[1000, -1000])


def softmax_jacobian():
    scores = functools.partial(_numbers, "z")
    yield Inputs("three classes", scores(3), public=True)
    yield Inputs("K = 2", scores(2), public=True)
    yield Inputs("four classes", scores(4))
    yield Inputs("six classes", scores(6))
    yield Inputs("all equal", _given(z=[-1.5] * 3))
    yield Inputs("large scores", _given(z=LARGE), check="extremes", public=True)
    yield Inputs("very negative scores", _given(z=VERY_NEGATIVE), check="extremes")
    yield Inputs("wide spread", _given(z=WIDE), check="extremes")
    yield Inputs("two far apart", _given(z=FAR_APART), check="extremes")
    yield Inputs("two favourites", _given(z=(1000, -1000, 1000)), check="extremes")
    yield Inputs("the sum overflows", _given(z=SUM_OVERFLOWS), check="extremes")
    yield from _purity(scores(5), again="four classes")
    yield _by_hand("two scores", z=[1, 0])
    yield _by_hand("three scores", z=[1, -1, 0])
    yield _by_hand("large scores", z=[1000, 999, -1000])


def grad_z():
    yield Inputs("three classes", _numbers("z", 3, true=1), public=True)
    yield Inputs("K = 2", _numbers("z", 2, true=0), public=True)
    yield Inputs("five classes", _numbers("z", 5, true=4))
    yield Inputs("favourite is true", _numbers("z", 4, true="favourite"))
    yield Inputs("favourite is false", _numbers("z", 5, true="outsider"))
    yield Inputs("large scores", _given(z=LARGE, t=[1, 0, 0]), check="extremes", public=True)
    yield Inputs("very negative scores", _given(z=VERY_NEGATIVE, t=[0, 1, 0]), check="extremes")
    yield Inputs("wide spread", _given(z=WIDE, t=[1, 0, 0]), check="extremes")
    yield Inputs("two far apart", _given(z=FAR_APART, t=[1, 0]), check="extremes")
    yield Inputs(
        "the sum overflows", _given(z=SUM_OVERFLOWS_ABOVE_0, t=[0, 0, 0, 1]), check="extremes"
    )
    yield Inputs("nearly perfect", _given(z=CERTAIN, t=[0, 1, 0, 0]), check="extremes")
    nearly_vanished = _given(z=NEARLY_VANISHED, t=[1, 0, 0, 0])
    yield Inputs("the true class nearly vanishes", nearly_vanished, check="extremes")
    yield from _purity(_numbers("z", 4, true=2), again="five classes")
    yield _by_hand("two scores", z=[1, 0], t=[0, 1])
    yield _by_hand("three scores", z=[1, -1, 0], t=[1, 0, 0])
    yield _by_hand("large scores", z=[1000, 999, -1000], t=[0, 1, 0])


def network():
    """What both layers of weights are asked about."""
    yield Inputs("D = 4, M = 5, K = 3", _network(4, 5, 3, true=1), public=True)
    yield Inputs("K = 2", _network(5, 3, 2, true=0), public=True)
    yield Inputs("D = 6, M = 3, K = 4", _network(6, 3, 4, true="outsider"))
    yield Inputs("the same sizes", _network(6, 3, 4, true="favourite"))
    yield Inputs("a square network", _network(4, 4, 4, true=2))
    yield from _extreme_networks()
    yield from _purity(_network(3, 5, 4, true=3), again="D = 6, M = 3, K = 4")
    yield _by_hand("one input", x=[1], t=[0, 1], w1=[[1]], w2=[[2], [-1]])
    yield _by_hand("two of each", x=[1, 2], t=[0, 1], w1=[[-1, 1], [0, -1]], w2=[[1, 2], [-1, 1]])
    yield _by_hand("three classes", x=[1, -1], t=[1, 0, 0], w1=[[2, 1]], w2=[[1], [-2], [0]])
    yield _by_hand(
        "large weights", x=[1], t=[0, 1], w1=[[1000], [-1000]], w2=[[1000, -1], [-1000, 1]]
    )


def _extreme_networks():
    large = _network(2, 4, 3, true=0, z=LARGE)
    yield Inputs("large scores", large, check="extremes", public=True)
    sum_overflows = _network(5, 2, 4, true=3, z=SUM_OVERFLOWS_ABOVE_0)
    yield Inputs("the sum overflows", sum_overflows, check="extremes")
    far_apart = _network(4, 3, 2, true=0, z=FAR_APART)
    yield Inputs("two far apart", far_apart, check="extremes")
    wide = _network(2, 5, 3, true=0, z=WIDE)
    yield Inputs("wide spread", wide, check="extremes")
    certain = _network(5, 3, 4, true=1, z=CERTAIN)
    yield Inputs("nearly perfect", certain, check="extremes")
    beyond_355 = _network(3, 4, 2, true=1, a=(400, -0.7, 0.5, 1.2))
    yield Inputs("a unit beyond 355", beyond_355, check="extremes")
    saturated = _network(2, 5, 3, true=2, a=(-400, 18, 5, 0.6, -0.9))
    yield Inputs("saturated units", saturated, check="extremes")
    beyond_710 = _network(2, 4, 3, true=1, a=(800, -0.4, -900, 1.1))
    yield Inputs("units beyond 710", beyond_710, check="extremes")


def _purity(draw, again):
    """Arguments that may not be written to, and an earlier call once more."""
    yield Inputs("read-only", draw, check="purity", presentation="read-only")
    yield Inputs("strided", draw, check="purity", presentation="strided")
    yield Inputs("asked again", check="purity", again=again)


def _by_hand(name, **quantities):
    """Small enough to be worked out line by line on a page; never marked."""
    return Inputs(f"by hand, {name}", _given(**quantities), check="example")


def _given(**quantities):
    arrays = {name: np.array(values, float) for name, values in quantities.items()}
    return lambda rng: arrays


def _numbers(name, shape, true=None):
    """Ordinary numbers, and the target where there is a true class."""

    def draw(rng):
        numbers = _both_signs(rng, shape)
        return {name: numbers} if true is None else {name: numbers, "t": _target(numbers, true)}

    return draw


def _network(d, m, k, true, a=None, z=None):
    """A network and an example with these pre-activations and scores, or else ordinary ones."""

    def draw(rng):
        x = np.append(1.0, _both_signs(rng, d - 1))
        entering = np.array(a, float) if a else _both_signs(rng, m)
        scores = np.array(z, float) if z else _both_signs(rng, k)
        w1 = _leading(rng, x, to=entering)
        w2 = _leading(rng, np.tanh(entering), to=scores)
        return {"x": x, "t": _target(scores, true), "w1": w1, "w2": w2}

    return draw


def _both_signs(rng, shape):
    """Numbers of size 0.3 to 1.5, no two alike, with both signs where there are two or more."""
    count = int(np.prod(shape))
    sizes = rng.permutation(np.linspace(0.33, 1.47, count)) + rng.uniform(-0.02, 0.02, count)
    signs = rng.permutation(np.resize([1.0, -1.0], count))
    return (sizes * signs).reshape(shape)


def _leading(rng, start, to):
    """Random weights w with w @ start = to."""
    w = rng.normal(size=(to.size, start.size))
    return w + np.outer(to - w @ start, start) / (start @ start)


def _target(scores, true):
    """One-hot: at this class, at the favourite or at the outsider."""
    places = {"favourite": scores.argmax(), "outsider": scores.argmin()}
    return np.eye(scores.size)[places.get(true, true)]


CASES = {
    "softmax": softmax,
    "tanh": tanh,
    "softmax_jacobian": softmax_jacobian,
    "grad_z": grad_z,
    "grad_w2": network,
    "grad_w1": network,
}
