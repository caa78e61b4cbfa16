"""Random points at which formulas are evaluated, and which assumptions each of them meets.

All index ranges get the same length, so that swapped indices can be evaluated at all: w_{jk} is a
number, and another one than w_{kj}.  A point of level 0 meets no assumption, one of level 1 the
first (Σ t = 1), one of level 2 the second as well (t one-hot): the lowest level at which a step
holds says what the step uses.  Numbers are exact fractions, drawn from a generator that is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.tensor import POINT, Array, Tensor
from grader.derivation.names.specification import Quantity, Specification

_SCALE = 10**6
_OF_EACH_LEVEL = 2


@dataclass(frozen=True, eq=False)
class Points:
    """Given quantities at several points.

    ``given`` has arrays of fractions with the axes point, "0", "1"; ``levels`` the level of each
    point; ``hot`` the place of the largest target, which is the true class where t is one-hot.
    """

    length: int
    given: Mapping[str, Array]
    levels: Array
    hot: Array
    _layers: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    def layers(self, system: str, seeds: tuple[str, ...]) -> dict[str, Any]:
        """Return where quantities at these points are kept, once for all readings."""
        return self._layers.setdefault((system, *seeds), {})

    def tensors(self, system: NumberSystem) -> dict[str, Tensor]:
        """Return the given quantities in a number system."""
        return {
            name: Tensor((POINT, *map(str, range(array.ndim - 1))), system.array(array))
            for name, array in self.given.items()
        }

    def only(self, places: Array) -> Points:
        """Return some of the points."""
        given = {name: array[places] for name, array in self.given.items()}
        return Points(self.length, given, self.levels[places], self.hot[places])


def draw_points(specification: Specification, length: int, random: Random) -> Points:
    """Draw points of every level: a few of the lower ones, each one-hot target of the highest."""
    return _stacked(specification, length, list(_draws(specification, length, random)))


def draw_small(specification: Specification, length: int, random: Random, count: int) -> Points:
    """Draw points of the highest level with numbers of one digit, to be shown to people."""
    top = len(specification.assumptions)
    draws = []
    for number in range(count * length):
        draw = {
            quantity.name: _small(quantity, length, random)
            for quantity in specification.quantities.values()
            if quantity.is_given
        }
        _assume(specification, draw, top, number)
        draws.append((top, draw))
    return _stacked(specification, length, draws)


_Draw = tuple[int, dict[str, Array]]


def _draws(specification: Specification, length: int, random: Random) -> Iterator[_Draw]:
    top = len(specification.assumptions)
    for level in range(top + 1):
        for number in range(length if level == top and top else _OF_EACH_LEVEL):
            draw = {
                quantity.name: _random(quantity, length, random)
                for quantity in specification.quantities.values()
                if quantity.is_given
            }
            _assume(specification, draw, level, number)
            yield level, draw


def _stacked(specification: Specification, length: int, draws: list[_Draw]) -> Points:
    names = draws[0][1]
    given = {name: np.stack([draw[name] for _, draw in draws]) for name in names}
    levels = np.array([level for level, _ in draws])
    target = next((one.of for one in specification.assumptions if one.kind == "one_hot"), None)
    hot = np.zeros(len(draws), dtype=int)
    if target:
        hot = np.array([_hot(draw[target]) for _, draw in draws])
    return Points(length, given, levels, hot)


def _hot(target: Array) -> int:
    """Return the place of the largest entry, in the first row of several."""
    place = int(np.argmax(target.astype(float)))
    return place % int(target.shape[-1])


def _assume(specification: Specification, draw: dict[str, Array], level: int, number: int) -> None:
    for assumption in specification.assumptions[:level]:
        values = np.abs(draw[assumption.of])
        if assumption.kind == "sums_to_one":
            draw[assumption.of] = values / values.sum(axis=-1, keepdims=True)
        else:
            draw[assumption.of] = _one_hot(values.shape, number)


def _one_hot(shape: tuple[int, ...], number: int) -> Array:
    """Return rows that are 1 at one place each, another place for each row."""
    rows = np.full((int(np.prod(shape[:-1])), shape[-1]), Fraction(0), dtype=object)
    for place, row in enumerate(rows):
        row[(number + place) % shape[-1]] = Fraction(1)
    return rows.reshape(shape)


def _random(quantity: Quantity, length: int, random: Random) -> Array:
    """Draw numbers between 0.2 and 1.6, of either sign, with six digits."""
    values = np.empty((length,) * len(quantity.sorts), dtype=object)
    for place in np.ndindex(values.shape):
        sign = random.choice((-1, 1))
        values[place] = sign * Fraction(random.randint(200_000, 1_600_000), _SCALE)
    return values


def _small(quantity: Quantity, length: int, random: Random) -> Array:
    """Draw numbers of one digit, or halves of them, all different."""
    values = np.empty((length,) * len(quantity.sorts), dtype=object)
    digits = range(1, max(4, values.size // 2 + 2))
    choices = [
        Fraction(sign * n, 1 + (len(quantity.sorts) > 1)) for n in digits for sign in (1, -1)
    ]
    drawn = random.sample(choices, values.size)
    for count, place in enumerate(np.ndindex(values.shape)):
        values[place] = drawn[count]
    return values
