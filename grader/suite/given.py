"""What the recipe is given: the arrays of a case, or what stands in place of an array.

Texts and functions are carried as the bytes of a text.  A function of numpy is carried by its
dotted name, any other by its source, which knows numpy as ``np``, ``math``, and nothing else.  A
suite is trusted like the grader itself, so its functions run here; students' files never do.
``sandbox.inside.arguments`` reads texts and functions in the same way inside the sandbox, where
nothing of the grader can be imported; a test compares the two.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader.model import Array, Question

TEXT, FUNCTION = "text", "function"
"""The kinds of parameters that are no arrays."""

DICT, LIST = "dict", "arrays"
"""The kinds of arguments that hold several quantities, as the sandbox names them."""


def given(question: Question, arguments: Sequence[Array]) -> dict[str, Any]:
    """Return the quantities of the question's parameters, by name."""
    quantities: dict[str, Any] = dict(zip(question.parameters, arguments, strict=True))
    for name, kind in zip(question.parameters, kinds(question), strict=False):
        if kind in _READ:
            quantities[name] = _READ[kind](quantities[name])
    return quantities


def kinds(question: Question) -> Iterator[str]:
    """Yield the kind of each parameter; none where all are arrays."""
    for argument in question.arguments:
        yield from argument.value_kinds


def arrays_of(question: Question, arguments: Sequence[Array]) -> Mapping[str, Array]:
    """Return the arguments that are numbers, by parameter."""
    found = dict(zip(question.parameters, arguments, strict=True))
    for name, kind in zip(question.parameters, kinds(question), strict=False):
        if kind in _READ:
            del found[name]
    return found


def text_of(array: Array) -> str:
    """Return the text that an array carries."""
    return array.tobytes().decode("utf-8")


def function_of(array: Array) -> Callable[..., Any]:
    """Return the function that an array carries."""
    return _function(text_of(array))


_READ: Mapping[str, Callable[[Array], Any]] = {TEXT: text_of, FUNCTION: function_of}


@functools.lru_cache(maxsize=256)
def _function(source: str) -> Callable[..., Any]:
    if not source.startswith("def "):
        named: Callable[..., Any] = operator.attrgetter(source.partition(".")[2])(np)
        return named
    module = ModuleType("given")
    vars(module).update(np=np, math=math)
    exec(compile(source, "<given>", "exec", dont_inherit=True), vars(module))
    found: Callable[..., Any] = vars(module)[source[4:].partition("(")[0].strip()]
    return found
