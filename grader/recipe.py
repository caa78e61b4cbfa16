"""A computation as named steps, any of which can be replaced by a wrong one.

Each step is a function; the names of its parameters are the names of the quantities it needs,
which are given or are other steps.  Nothing is computed that the wanted quantity does not need,
and a quantity that is given is never computed.

    recipe = Recipe({"area": lambda r: pi * r**2, "volume": lambda area, h: area * h})
    recipe.value("volume", {"r": 2, "h": 3})                                     # right
    recipe.value("volume", {"r": 2, "h": 3}, {"area": lambda r: 2 * pi * r})     # one wrong step
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

StepFunction = Callable[..., Any]


class Recipe:
    """Steps by name."""

    def __init__(self, steps: Mapping[str, StepFunction]) -> None:
        self.steps = dict(steps)

    def value(
        self,
        wanted: str,
        given: Mapping[str, Any],
        replaced: Mapping[str, StepFunction] | None = None,
    ) -> Any:
        """The quantity ``wanted``, with some steps replaced; see ``Variations.value``."""
        return Variations(self, given).value(wanted, replaced or {})

    def needed(self, wanted: str, given: frozenset[str]) -> frozenset[str]:
        """The names of the steps that are computed on the way to ``wanted``."""
        if wanted in given or wanted not in self.steps:
            return frozenset()
        before = (self.needed(name, given) for name in parameters(self.steps[wanted]))
        return frozenset({wanted}).union(*before)


class Variations:
    """A recipe on one set of given quantities, with one choice of replaced steps after another.

    What two variations have in common is computed once: a quantity is known by its function and
    by the quantities that the function got.  A replacement gets copies, so that one that writes
    to its arguments spoils nobody else's.
    """

    def __init__(self, recipe: Recipe, given: Mapping[str, Any]) -> None:
        self._recipe = recipe
        self._given = {name: number for number, name in enumerate(given)}
        self._values: list[Any] = list(given.values())
        self._numbers: dict[tuple[Any, ...], int] = {}

    def value(self, wanted: str, replaced: Mapping[str, StepFunction]) -> Any:
        """The quantity ``wanted`` with these steps replaced.

        A replacement that has a parameter of its own step's name gets the right value of it.
        Raises KeyError naming a quantity that is neither given nor a step, and whatever a step
        raises.
        """
        return self._values[self._number(wanted, replaced, {})]

    def _number(self, name: str, replaced: Mapping[str, StepFunction], met: dict[str, int]) -> int:
        if name in self._given:
            return self._given[name]
        if name not in met:
            step = replaced.get(name) or self._recipe.steps[name]
            met[name] = self._applied(name, step, replaced, met)
        return met[name]

    def _applied(
        self,
        name: str,
        step: StepFunction,
        replaced: Mapping[str, StepFunction],
        met: dict[str, int],
    ) -> int:
        needed = tuple(
            self._applied(name, self._recipe.steps[name], replaced, met)
            if parameter == name
            else self._number(parameter, replaced, met)
            for parameter in parameters(step)
        )
        key = (step, *needed)
        if key not in self._numbers:
            arguments = [self._values[number] for number in needed]
            if name in replaced:
                arguments = [_copy(argument) for argument in arguments]
            self._values.append(step(*arguments))
            self._numbers[key] = len(self._values) - 1
        return self._numbers[key]


def _copy(quantity: Any) -> Any:
    if not isinstance(quantity, np.ndarray):
        return quantity
    copy = quantity.copy()
    copy.setflags(write=quantity.flags.writeable)
    return copy


@functools.cache
def parameters(step: StepFunction) -> tuple[str, ...]:
    """The names of the quantities that a step needs."""
    return tuple(inspect.signature(step).parameters)
