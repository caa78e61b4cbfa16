"""Quantities that functions of each other's outcomes give, each computed once.

A *node* is a function and the nodes of its arguments (see ``recipe.Variations``).  Nodes with equal
functions and equal arguments share one outcome, also where the arguments come from different nodes:
in extreme cases most wrong lines make no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

_BITS = 32
"""Room for a place in the number that stands for a call."""

_UNKNOWN = -1


@dataclass(frozen=True)
class Failed:
    """Stands in place of a quantity that could not be computed."""

    error: Exception


class Node(NamedTuple):
    """A function and the numbers of the nodes that it gets; whether it replaces a step.

    ``line`` is a number of the function and ``replaces`` that is not 0.
    """

    step: Callable[..., Any]
    needed: tuple[int, ...]
    replaces: bool
    line: int


class Computation:
    """The outcomes of nodes for some given quantities, each computed when it is first asked for.

    Parameters
    ----------
    nodes
        The nodes, each after those that it needs.  They are numbered after the given quantities.
    given
        The given quantities.
    """

    def __init__(self, nodes: Sequence[Node], given: Sequence[Any]) -> None:
        self._nodes, self._first = nodes, len(given)
        self._kept: list[Any] = []
        self._alike: dict[tuple[Any, ...], dict[bytes, int]] = {}
        self._failed: set[int] = set()
        # Numbers are the keys: so many tuples would keep the garbage collector busy.
        self._called: dict[int, int] = {}
        self._places = [*map(self._keep, given), *([_UNKNOWN] * len(nodes))]

    def outcomes(self, numbers: Iterable[int]) -> list[Any]:
        """Return the quantities of these nodes; ``Failed`` where there is none."""
        return [self._kept[self._place(number)] for number in numbers]

    def forget(self, error: type[Exception]) -> None:
        """Forget what failed with such an exception, so that it is computed again."""
        stale = {place for place in self._failed if isinstance(self._kept[place].error, error)}
        if stale:
            self._failed -= stale
            self._called = {call: at for call, at in self._called.items() if at not in stale}
            self._places = [_UNKNOWN if at in stale else at for at in self._places]

    def _place(self, number: int) -> int:
        """Return the place of a node's outcome, which is computed if it is not known."""
        place = self._places[number]
        if place == _UNKNOWN:
            step, needed, replaces, call = self._nodes[number - self._first]
            places = self._places
            arguments = [
                places[one] if places[one] != _UNKNOWN else self._place(one) for one in needed
            ]
            for argument in arguments:
                call = call << _BITS | argument
            place = self._called.get(call, _UNKNOWN)
            if place == _UNKNOWN:
                place = self._called[call] = self._call(step, arguments, replaces)
            self._places[number] = place
        return place

    def _call(self, step: Callable[..., Any], arguments: Sequence[int], replaces: bool) -> int:
        """Call a function with the quantities at these places; return the place of its outcome."""
        if not self._failed.isdisjoint(arguments):
            return next(place for place in arguments if place in self._failed)
        kept = self._kept
        # A wrong line may write to its arguments, which other lines share.
        given = [_own(kept[at]) for at in arguments] if replaces else [kept[at] for at in arguments]
        try:
            return self._keep(step(*given))
        except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
            self._failed.add(len(kept))
            return self._keep(Failed(error))

    def _keep(self, value: Any) -> int:
        """Keep a value and return its place: one place for arrays that are equal to the byte."""
        new = len(self._kept)
        place = new
        if type(value) is np.ndarray and not value.dtype.hasobject:
            layout = (value.dtype, value.shape, value.strides, value.flags.writeable)
            alike = self._alike.get(layout)
            if alike is None:
                alike = self._alike[layout] = {}
            place = alike.setdefault(value.tobytes(), new)
        if place == new:
            self._kept.append(value)
        return place


def _own(quantity: Any) -> Any:
    if not isinstance(quantity, np.ndarray):
        return quantity
    own = quantity.copy()
    if not quantity.flags.writeable:
        own.setflags(write=False)
    return own
