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
        """The quantity ``wanted``, with some steps replaced.

        A replacement that has a parameter of its own step's name gets the right value of it.
        Raises KeyError naming a quantity that is neither given nor a step, and whatever a step
        raises.
        """
        known = dict(given)
        wrong = replaced or {}

        def quantity(name: str) -> Any:
            if name not in known:
                known[name] = compute(name, wrong.get(name) or self.steps[name])
            return known[name]

        def compute(name: str, step: StepFunction) -> Any:
            return step(*(right(name) if p == name else quantity(p) for p in parameters(step)))

        def right(name: str) -> Any:
            return compute(name, self.steps[name])

        return quantity(wanted)

    def needed(self, wanted: str, given: frozenset[str]) -> frozenset[str]:
        """The names of the steps that are computed on the way to ``wanted``."""
        if wanted in given or wanted not in self.steps:
            return frozenset()
        before = (self.needed(name, given) for name in parameters(self.steps[wanted]))
        return frozenset({wanted}).union(*before)


@functools.cache
def parameters(step: StepFunction) -> tuple[str, ...]:
    """The names of the quantities that a step needs."""
    return tuple(inspect.signature(step).parameters)
