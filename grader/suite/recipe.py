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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.suite.computation import Computation, Failed, Node
from grader.suite.derivatives import Derivative, derivative_of

StepFunction = Callable[..., Any]


class Recipe:
    """Steps by name."""

    def __init__(self, steps: Mapping[str, StepFunction]) -> None:
        self.steps = dict(steps)
        self._walks: dict[tuple[str, ...], tuple[Variations, int]] = {}

    def value(
        self,
        wanted: str,
        given: Mapping[str, Any],
        replaced: Mapping[str, StepFunction] | None = None,
    ) -> Any:
        """Compute the quantity ``wanted``, with some steps replaced.

        Raise KeyError naming a quantity that is neither given nor a step, and any exception of a
        step.
        """
        if wanted in given:
            return given[wanted]
        key = (wanted, *given)
        if replaced or key not in self._walks:
            variations = Variations(self, given)
            walk = variations, variations.node(wanted, replaced or {})
            if not replaced:
                self._walks[key] = walk
        else:
            walk = self._walks[key]
        variations, node = walk
        (outcome,) = variations.computation(given).outcomes([node])
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome

    def needed(self, wanted: str, given: frozenset[str]) -> frozenset[str]:
        """Return the names of the steps that are computed on the way to ``wanted``."""
        derived = derivative_of(wanted)
        if derived:
            return self.needed(derived[0], given)
        if wanted in given or wanted not in self.steps:
            return frozenset()
        return frozenset({wanted}) | self.needed_by([self.steps[wanted]], given)

    def needed_by(self, lines: Iterable[StepFunction], given: frozenset[str]) -> frozenset[str]:
        """Return the names of the steps that are computed for the arguments of these lines."""
        names = {name for line in lines for name in parameters(line)}
        return frozenset().union(*(self.needed(name, given) for name in names))


class Variations:
    """A recipe with one choice of replaced steps after another, before any number is given.

    A node is a function and the nodes of its arguments; choices share the nodes that they have in
    common.  The walk through the recipe is made once a choice, not once for every set of numbers.
    """

    def __init__(self, recipe: Recipe, given: Iterable[str]) -> None:
        """``given`` are the names of the quantities that will be given."""
        self._steps = recipe.steps
        self._given = {name: number for number, name in enumerate(given)}
        self._nodes: list[Node] = []
        self._lines: dict[tuple[StepFunction, bool], int] = {}
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}

    def node(self, wanted: str, replaced: Mapping[str, StepFunction]) -> int:
        """Return the number of the quantity ``wanted`` with these steps replaced.

        A replacement that has a parameter of its own step's name gets the right value of it.
        Where a step needs itself, or what nobody knows, the node is one that fails.
        """
        try:
            return self._find(wanted, replaced, {})
        except Exception as error:  # noqa: BLE001 - a wrong line may be anything
            return self._numbered(_Raises(type(error), str(error)), (), False)

    def outcomes(self, given: Mapping[str, Any]) -> list[Any]:
        """Compute the quantities of all nodes, by their numbers; ``Failed`` where there is none.

        Equal quantities share one object.
        """
        return self.computation(given).outcomes(range(len(self._given) + len(self._nodes)))

    def computation(self, given: Mapping[str, Any]) -> Computation:
        """Return what computes the quantities of the nodes that it is asked for."""
        return Computation(self._nodes, [given[name] for name in self._given])

    def _find(self, name: str, replaced: Mapping[str, StepFunction], met: dict[str, int]) -> int:
        if name in self._given:
            return self._given[name]
        if name not in met:
            step = replaced.get(name) or self._steps.get(name) or self._derivative(name, replaced)
            met[name] = (
                self._applied(name, step, replaced, met)
                if step
                else self._numbered(_Raises(KeyError, name), (), False)
            )
        return met[name]

    def _derivative(self, name: str, replaced: Mapping[str, StepFunction]) -> StepFunction | None:
        """Return the derivative of a step, or of what replaces it, if ``name`` is that of one."""
        derived = derivative_of(name)
        if derived is None:
            return None
        of, form = derived
        line = replaced.get(of) or self._steps.get(of)
        if line is None or len(parameters(line)) != 1 or of in parameters(line):
            return None
        return Derivative(line, form)

    def _applied(
        self,
        name: str,
        step: StepFunction,
        replaced: Mapping[str, StepFunction],
        met: dict[str, int],
    ) -> int:
        needed = tuple(
            self._applied(name, self._steps[name], replaced, met)
            if parameter == name
            else self._find(parameter, replaced, met)
            for parameter in parameters(step)
        )
        return self._numbered(step, needed, name in replaced)

    def _numbered(self, step: StepFunction, needed: tuple[int, ...], replaces: bool) -> int:
        line = self._lines.setdefault((step, replaces), len(self._lines) + 1)
        new = len(self._given) + len(self._nodes)
        number = self._numbers.setdefault((line, needed), new)
        if number == new:
            self._nodes.append(Node(step, needed, replaces, line))
        return number


@dataclass(frozen=True)
class _Raises:
    """Stands for a quantity that cannot be computed whatever is given."""

    error: type[Exception]
    text: str

    def __call__(self) -> Any:
        raise self.error(self.text)


@functools.cache
def parameters(step: StepFunction) -> tuple[str, ...]:
    """Return the names of the quantities that a step needs."""
    return tuple(inspect.signature(step).parameters)
