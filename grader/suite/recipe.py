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
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

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
        outcome = variations.outcomes(given)[node]
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
        self._nodes: list[_Node] = []
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

        Nodes with equal functions and equal arguments are computed once and share one object, also
        where the arguments come from different nodes: in extreme cases most wrong lines make no
        difference.
        """
        kept, places = self._computed(given, itertools.repeat(True))
        return [kept[place] for place in places]

    def outcomes_of(self, given: Mapping[str, Any], numbers: Collection[int]) -> dict[int, Any]:
        """Compute the quantities of these nodes alone (see ``outcomes``)."""
        kept, places = self._computed(given, self._needed_for(numbers))
        return {number: kept[places[number]] for number in numbers}

    def _computed(
        self, given: Mapping[str, Any], needed: Iterable[bool]
    ) -> tuple[list[Any], list[int]]:
        """Return quantities, and which of them each node has; -1 for a node that is not needed."""
        values = _Values()
        places = [values.place(given[name]) for name in self._given]
        bits = (len(places) + len(self._nodes)).bit_length()
        # Numbers are the keys: so many tuples would keep the garbage collector busy.
        called: dict[int, int] = {}
        for (step, arguments, replaces, line), is_needed in zip(self._nodes, needed, strict=False):
            if not is_needed:
                places.append(-1)
                continue
            call = line
            for number in arguments:
                call = call << bits | places[number]
            place = called.get(call)
            if place is None:
                given_at = [places[number] for number in arguments]
                place = called[call] = values.called(step, given_at, replaces)
            places.append(place)
        return values.kept, places

    def _needed_for(self, numbers: Collection[int]) -> list[bool]:
        """Return for each node whether one of these needs it; a node's arguments stand before."""
        first = len(self._given)
        needed = [False] * (first + len(self._nodes))
        for number in numbers:
            needed[number] = True
        for number in range(len(needed) - 1, first - 1, -1):
            if needed[number]:
                for argument in self._nodes[number - first].needed:
                    needed[argument] = True
        return needed[first:]

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
            self._nodes.append(_Node(step, needed, replaces, line))
        return number


@dataclass(frozen=True)
class Failed:
    """Stands in place of a quantity that could not be computed."""

    error: Exception


class _Node(NamedTuple):
    """A function and the numbers of the nodes that it gets; whether it replaces a step.

    ``line`` is a number of the two that is not 0.
    """

    step: StepFunction
    needed: tuple[int, ...]
    replaces: bool
    line: int


class _Values:
    """Computed quantities, each kept once."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self._places: dict[tuple[Any, ...], dict[bytes, int]] = {}
        self._failed: set[int] = set()

    def called(self, step: StepFunction, needed: Sequence[int], replaces: bool) -> int:
        """Call a function with the quantities at these places; return the place of its outcome."""
        if not self._failed.isdisjoint(needed):
            return next(place for place in needed if place in self._failed)
        kept = self.kept
        # A wrong line may write to its arguments, which other lines share.
        arguments = [_copy(kept[p]) for p in needed] if replaces else [kept[p] for p in needed]
        try:
            return self.place(step(*arguments))
        except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
            self._failed.add(len(kept))
            return self.place(Failed(error))

    def place(self, value: Any) -> int:
        """Keep a value and return its place: one place for arrays that are equal to the byte."""
        new = len(self.kept)
        place = new
        if type(value) is np.ndarray and not value.dtype.hasobject:
            layout = (value.dtype, value.shape, value.strides, value.flags.writeable)
            alike = self._places.get(layout)
            if alike is None:
                alike = self._places[layout] = {}
            place = alike.setdefault(value.tobytes(), new)
        if place == new:
            self.kept.append(value)
        return place


@dataclass(frozen=True)
class _Raises:
    """Stands for a quantity that cannot be computed whatever is given."""

    error: type[Exception]
    text: str

    def __call__(self) -> Any:
        raise self.error(self.text)


def _copy(quantity: Any) -> Any:
    if not isinstance(quantity, np.ndarray):
        return quantity
    copy = quantity.copy()
    if not quantity.flags.writeable:
        copy.setflags(write=False)
    return copy


@functools.cache
def parameters(step: StepFunction) -> tuple[str, ...]:
    """Return the names of the quantities that a step needs."""
    return tuple(inspect.signature(step).parameters)
