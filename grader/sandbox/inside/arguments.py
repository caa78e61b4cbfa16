"""How a function is given its arguments: arrays become what the assignment says they are.

This is the one table of kinds: the grader reads it, too.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .protocol import Form

WHOLE = "array"


def text_of(array: Any) -> str:
    """Return the text whose bytes in UTF-8 these are."""
    return bytes(array.tobytes()).decode("utf-8")


def function_of(array: Any) -> Any:
    """Return the function that a text says: a dotted name in numpy, or the source of one."""
    source = text_of(array)
    if not source.startswith("def "):
        found: Any = np
        for name in source.split(".")[1:]:
            found = getattr(found, name)
        return found
    module = types.ModuleType("given")
    vars(module).update(np=np, math=math)
    exec(compile(source, "<given>", "exec", dont_inherit=True), vars(module))
    return vars(module)[source[4:].partition("(")[0].strip()]


ONE: dict[str, Callable[[Any], Any]] = {
    WHOLE: lambda array: array,
    "int": int,
    "float": float,
    "bool": bool,
    "list": lambda array: array.tolist(),
    "text": text_of,
    "function": function_of,
}
"""What makes an argument of one array, by its kind."""

DICT, ARRAYS = "dict", "arrays"
"""The kinds that hold several values: by keys, or in a list."""


def formed(arrays: Sequence[Any], forms: Sequence[Form]) -> list[Any]:
    """Return the arguments of these forms; without any, each array is one.

    Parameters
    ----------
    arrays
        The arrays of all arguments, in their order.
    forms
        The kind of each argument with the keys of its values, which say how many it holds.
    """
    if not forms:
        return list(arrays)
    left = iter(arrays)
    return [_formed(form, [next(left) for _ in form[1]]) for form in forms]


def _formed(form: Form, arrays: list[Any]) -> Any:
    kind, keys, kinds = form
    if kind not in (DICT, ARRAYS):
        return ONE[kind](*arrays)
    values = list(map(_value, kinds or ("",) * len(keys), arrays))
    return dict(zip(keys, values, strict=True)) if kind == DICT else values


def _value(kind: str, array: Any) -> Any:
    """Return a value of a dict or a list; an array without axes is a number, if nothing is said."""
    if kind:
        return ONE[kind](array)
    return array if array.ndim else array.item()
