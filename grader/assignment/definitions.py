"""What an assignment's Python files define, and the form that each definition has."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Definition:
    """A name at the top of one of the files.

    Parameters
    ----------
    key
        The file, by its key under ``files``.
    name
        What it is called there.
    form
        What it must be, in words.
    fits
        Returns whether an object is that.
    empty
        What stands in where it is missing or has another form.
    required
        Whether the file is wrong without it.
    """

    key: str
    name: str
    form: str
    fits: Callable[[Any], bool]
    empty: Any
    required: bool = True


def _are_functions(value: Any) -> bool:
    """Return whether it is a series of functions that have names of their own."""
    return isinstance(value, list | tuple) and all(
        inspect.isfunction(one) and one.__name__.isidentifier() for one in value
    )


def _are_callable(values: Iterable[Any]) -> bool:
    return all(map(callable, values))


def _are_generators(value: Any) -> bool:
    return isinstance(value, Mapping) and _are_callable(value.values())


def _are_routes(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(ways, list | tuple) and _are_callable(ways) for ways in value.values()
    )


STEPS = Definition(
    "recipe", "STEPS", "a tuple of functions made with 'def': (dy, dw)", _are_functions, ()
)
ROUTES = Definition(
    "recipe",
    "ROUTES",
    "a dict of tuples of functions by step: {'dy': (other_dy,)}",
    _are_routes,
    {},
    required=False,
)
CASES = Definition(
    "cases",
    "CASES",
    "a dict of generators by question: {'slope': slopes}",
    _are_generators,
    {},
)
MISCONCEPTIONS = Definition(
    "misconceptions",
    "MISCONCEPTIONS",
    "a dict of wrong lines by mistake: {'sum_for_mean': {'dy': lambda ...}}",
    lambda value: isinstance(value, Mapping),
    {},
)
