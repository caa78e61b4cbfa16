"""How a function is given its arguments: arrays become what the assignment says they are.

This is the one table of kinds: the grader reads it, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .protocol import Form

WHOLE = "array"

ONE: dict[str, Callable[[Any], Any]] = {
    WHOLE: lambda array: array,
    "int": int,
    "float": float,
    "bool": bool,
    "list": lambda array: array.tolist(),
}
"""What makes an argument of one array, by its kind."""

DICT, ARRAYS = "dict", "arrays"
"""The kinds that hold several arrays: by keys, or in a list."""


def formed(arrays: Sequence[Any], forms: Sequence[Form]) -> list[Any]:
    """Return the arguments of these forms; without any, each array is one.

    Parameters
    ----------
    arrays
        The arrays of all arguments, in their order.
    forms
        The kind of each argument with the keys of its arrays, which say how many it holds.
    """
    if not forms:
        return list(arrays)
    left = iter(arrays)
    return [_formed(kind, keys, [next(left) for _ in keys]) for kind, keys in forms]


def _formed(kind: str, keys: Sequence[str], arrays: list[Any]) -> Any:
    if kind == DICT:
        return dict(zip(keys, arrays, strict=True))
    return arrays if kind == ARRAYS else ONE[kind](*arrays)
