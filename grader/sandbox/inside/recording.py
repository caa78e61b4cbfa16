"""Record the values of a module's expressions while its functions are called.

Records are numbers only, and bounded in number and in size; they go back as an array, like any
answer.  Student code can find the recorder and feed it anything: it misleads nobody but the reader
of its own page.

    one record    line, column, end line, end column, kind, same, dimensions;  shape;  entries

``same`` is the number of the last record of the same object, or -1.  ``dimensions`` is -1, and
nothing follows, where the value is no small array of real numbers.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from .rewriting import ANSWER, ARGUMENT, BEFORE, Rewriter, Span

MOST_RECORDS, MOST_NUMBERS = 3_000, 50_000
MOST_ENTRIES, MOST_DIMENSIONS = 64, 4
HEAD = 7
"""Numbers before the shape."""

_OPAQUE = (-1,)
_NUMBERS = (np.ndarray, np.generic, int, float, list, tuple)
_CHANGEABLE = (np.ndarray, list)


class Recorder:
    """Rewrites what is loaded, and records what its expressions come to."""

    def __init__(self) -> None:
        self._rewriter = Rewriter()
        self._is_open = False
        self._forget()

    def rewritten(self, tree: ast.Module) -> ast.Module:
        """Return a copy of the tree that reports its values to ``record``."""
        return self._rewriter.rewritten(tree)

    def record(self, place: int, value: Any) -> Any:
        """Record the value of the expression with this number, and return it."""
        if self._is_open and issubclass(type(value), _NUMBERS):  # whatever its __class__ says
            self._is_open = False  # what is called here records nothing
            try:
                self._add(self._rewriter.places[place], value)
                self._is_open = self._count < MOST_RECORDS and len(self._numbers) < MOST_NUMBERS
            except Exception:  # noqa: BLE001  a student's value may raise anything
                self._is_open = True
        return value

    def start(self, arguments: Sequence[Any]) -> None:
        """Forget all records, and begin with those of the arguments of a call."""
        self._forget()
        for argument in arguments:
            self._add(Span(0, 0, 0, 0, ARGUMENT), argument)
        self._is_open = True

    def finish(self, returned: Any) -> np.ndarray[Any, Any]:
        """Return the records of the call that returned this."""
        self._is_open = False
        self._add(Span(0, 0, 0, 0, ANSWER), returned)
        numbers = np.array(self._numbers, np.float64)
        self._forget()
        return numbers

    def _forget(self) -> None:
        self._numbers: list[float] = []
        self._count = 0
        self._last: dict[int, int] = {}
        self._kept: list[Any] = []

    def _add(self, place: Span, value: Any) -> None:
        if place.kind == BEFORE and isinstance(value, _CHANGEABLE):
            return  # it stays the same object, so its records tell that it is the same
        described = _described(value)
        self._numbers += (*place, self._last.get(id(value), -1), *described)
        if type(value) not in (int, bool):  # many of which are one object
            self._last[id(value)] = self._count
            self._kept.append(value)  # or another object might come to have its id
        self._count += 1


def _described(value: Any) -> Sequence[float]:
    """Return the dimensions, the shape and the entries of a value."""
    array = small_array(value)
    return _OPAQUE if array is None else (array.ndim, *array.shape, *array.ravel().tolist())


def small_array(value: Any) -> np.ndarray[Any, Any] | None:
    """Return a value as an array of doubles; None if it is no small array of real numbers."""
    try:
        array = np.asarray(value)
        if (
            array.dtype.kind not in "biuf"
            or array.size > MOST_ENTRIES
            or array.ndim > MOST_DIMENSIONS
        ):
            return None
        return array.astype(np.float64)
    except Exception:  # noqa: BLE001  a student's value may raise anything
        return None
