"""What the oracle asks: numbers of its own, ordinary and extreme, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tests.oracle.network import PARAMETERS

ORDINARY, EXTREMES, PURITY = "ordinary", "extremes", "purity"

_SCORES = {
    "large": (903.0, 901.5, 900.0, 902.25),
    "very negative": (-951.0, -950.0, -952.5),
    "wide": (-940.0, 1.5, 960.0),
    "far apart": (-390.0, 480.0),
    "sum overflows": (709.6, 709.2, 709.4),
    "sum overflows above 0": (709.3, 0.0, 709.6, 709.5),
    "two favourites": (870.0, -880.0, 870.0),
}
_CERTAIN = ((0.5, 9.0, -1.0), (0.3, 14.0, -1.2))
"""Scores of predictions that are off by 2e-4 and by 1e-6."""
_ENTERING = {
    "beyond 355": (420.0, 560.0, 0.6),
    "below -355": (-430.0, -380.0, 0.6),
    "beyond 710": (760.0, 1100.0, 0.6),
    "below -710": (-760.0, -1100.0, -0.6),
    "saturated": (19.0, -17.0, 7.5, 0.45),
}


@dataclass(frozen=True, eq=False)
class Input:
    """One call, and how its arguments lie in memory."""

    kind: str
    arguments: tuple[Any, ...]
    presentation: str = "plain"


@cache
def inputs(question: str) -> tuple[Input, ...]:
    """Return everything that a question is asked; the first input is asked again in the end."""
    rng = np.random.default_rng([7, *question.encode()])
    ordinary = [Input(ORDINARY, given) for given in _ordinary(question, rng)]
    extremes = [Input(EXTREMES, given) for given in _extremes(question, rng)]
    extremes += [Input(EXTREMES, given) for given in _certain(question, rng)]
    pure = [
        Input(PURITY, ordinary[0].arguments, "read-only"),
        Input(PURITY, ordinary[1].arguments, "strided"),
        Input(PURITY, ordinary[0].arguments),
    ]
    return tuple(ordinary + extremes + pure)


def presented(array: Any, presentation: str) -> Any:
    """Return a copy of the array that lies in memory as an input wants it."""
    copy = np.repeat(array, 2, axis=-1)[..., ::2] if presentation == "strided" else array.copy()
    copy.setflags(write=presentation != "read-only")
    return copy


def _ordinary(question, rng):
    if question == "tanh":
        return [(_drawn(rng, shape),) for shape in (5, (3, 2), 2, (2, 4), 8)] + [
            (np.array([0.0, 1.0, -1.0]),)
        ]
    if PARAMETERS[question][0] == "z":
        scores = [_drawn(rng, k) for k in (3, 4, 2, 5, 7)] + [np.full(4, 1.25)]
        return [_with_target(question, z, place) for place, z in enumerate(scores)]
    # Two of the same sizes, for who keeps something of a call by its shape.
    sizes = ((4, 3, 5), (3, 5, 2), (5, 2, 4), (2, 4, 3), (4, 4, 4), (6, 3, 2), (4, 3, 5))
    return [
        _network(rng, d, _drawn(rng, m), _drawn(rng, k), i) for i, (d, m, k) in enumerate(sizes)
    ]


def _extremes(question, rng):
    if question == "tanh":
        return [(np.array(a),) for a in _ENTERING.values()]
    scores = [np.array(z) for z in _SCORES.values()]
    if PARAMETERS[question][0] == "z":
        return [_with_target(question, z, place) for place, z in enumerate(scores)]
    large = [_network(rng, 3, _drawn(rng, 4), z, i) for i, z in enumerate(scores)]
    entering = [np.append(a, 0.9) for a in _ENTERING.values()]
    return large + [_network(rng, 4, a, _drawn(rng, 3), i) for i, a in enumerate(entering)]


def _certain(question, rng):
    scores = [np.array(z) for z in _CERTAIN]
    if question == "grad_z":
        return [(z, np.array([0.0, 1.0, 0.0])) for z in scores]
    is_network = question in ("grad_w2", "grad_w1")
    return [_network(rng, 4, _drawn(rng, 3), z, 1) for z in scores] if is_network else []


def _drawn(rng, shape):
    """Return numbers of both signs, of size 0.25 to 1.6, all apart."""
    count = int(np.prod(shape))
    sizes = rng.permutation(np.linspace(0.3, 1.55, count)) + rng.uniform(-0.04, 0.04, count)
    return (sizes * rng.permutation(np.resize([1.0, -1.0], count))).reshape(shape)


def _with_target(question, z, place):
    return (z, np.eye(z.size)[place % z.size]) if question == "grad_z" else (z,)


def _network(rng, inputs, entering, scores, place):
    """Return an example and weights with these pre-activations and these scores."""
    x = np.append(1.0, _drawn(rng, inputs - 1))
    w1 = _leading(rng, x, entering)
    w2 = _leading(rng, np.tanh(entering), scores)
    return x, np.eye(scores.size)[place % scores.size], w1, w2


def _leading(rng, start, to):
    w = rng.normal(size=(to.size, start.size))
    return w + np.outer(to - w @ start, start) / (start @ start)
