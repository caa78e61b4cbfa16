"""Arguments as arrays, which is all that a suite and the sandbox carry.

A text is the bytes of a text, and so is a function: the dotted name of one of numpy's, or else the
source of one that needs nothing but its parameters, numpy as ``np``, and ``math``.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from grader.model import Array, frozen
from grader.suite.given import FUNCTION, TEXT
from grader.suite.json_codec import DTYPES

_KNOWN = frozenset((*vars(builtins), "np", "math"))
_IN_NUMPY = ("", "linalg.", "fft.")


class CannotCarry(Exception):
    """What a value is, and why it cannot be given to a student's function."""


def carried(kind: str, value: Any) -> Array:
    """Return the array that carries a value of this kind.  Raise CannotCarry."""
    if kind == TEXT:
        return _text(_checked(value, str, "a text"))
    if kind == FUNCTION:
        return _text(_function_text(value))
    if isinstance(value, str) or callable(value):
        wanted = TEXT if isinstance(value, str) else FUNCTION
        raise CannotCarry(f"is a {wanted}; say so under 'parameters': {{name: {wanted}}}")
    array = frozen(value)
    if array.dtype.newbyteorder("<").str not in DTYPES:
        raise CannotCarry(
            f"is of type {array.dtype}, and a suite holds arrays of numbers only, texts and"
            " functions"
        )
    return array


def _text(text: str) -> Array:
    return frozen(np.frombuffer(text.encode(), np.uint8))


def _checked(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, kind):
        raise CannotCarry(f"is to be {name}, not a {type(value).__name__}")
    return value


def _function_text(value: Any) -> str:
    for prefix in _IN_NUMPY:
        owner: Any = getattr(np, prefix.rstrip("."), np) if prefix else np
        name = getattr(value, "__name__", "")
        if name and getattr(owner, name, None) is value:
            return f"np.{prefix}{name}"
    return _source(_checked(value, FunctionType, "a function"))


def _source(function: Callable[..., Any]) -> str:
    """Return the source of a function that can be read again by itself."""
    code = getattr(function, "__code__")  # noqa: B009  a type checker knows no such attribute
    place = f"the function '{function.__name__}' (line {code.co_firstlineno})"
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError as error:
        raise CannotCarry(f"is a function without a source: {place}") from error
    if not source.startswith("def "):
        raise CannotCarry(f"is {place}, which has no name of its own; write it with 'def'")
    if inspect.getclosurevars(function).nonlocals or code.co_freevars:
        raise CannotCarry(f"is {place}, which needs names of the function around it")
    unknown = sorted(_free_names(source) - _KNOWN)
    if unknown:
        raise CannotCarry(f"is {place}, which needs '{unknown[0]}'; only np and math are there")
    return source


def _free_names(source: str) -> set[str]:
    """Return the names that a function reads and does not bind."""
    nodes = list(ast.walk(ast.parse(source)))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return {node.id for node in names} - bound
