"""The call of an example in Python, so that students can make it themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.model import Argument, Array, Question
from grader.report import numbers
from grader.sandbox.inside.arguments import ARRAYS, DICT, ONE, WHOLE, text_of


class ExampleCall(NamedTuple):
    """What is run for a question, but for the numbers.

    ``module`` is empty if nothing need be imported.  ``statements`` are those of a script.
    """

    module: str
    names: tuple[str, ...]
    parameters: tuple[str, ...]
    arguments: tuple[Argument, ...]
    subscript: str
    statements: tuple[str, ...]

    @classmethod
    def of(cls, module: str, question: Question) -> ExampleCall:
        """Return the call of a question."""
        names = question.script.needs if question.script else (question.function,)
        parts = question.parameters, question.arguments, question.subscript
        return cls(module, names, *parts, question.statements)

    def code(self, arrays: Sequence[Array]) -> str:
        """Return Python code that repeats the call with these arrays."""
        module = self.module.removesuffix(".py")
        lines = ["import numpy as np"]
        lines += [f"from {module} import {', '.join(self.names)}"] if module else []
        lines += self._functions(arrays)
        written = list(self._written(arrays))
        if not self.statements:
            return "\n".join(
                [*lines, f"print({self.names[0]}({', '.join(written)}){self.subscript})"]
            )
        names = [argument.name for argument in self.arguments] or self.parameters
        lines += [f"{name} = {value}" for name, value in zip(names, written, strict=True)]
        return "\n".join([*lines, *self.statements[:-1], f"print({self.statements[-1]})"])

    def shown(self, arrays: Sequence[Array]) -> tuple[tuple[str, str], ...]:
        """Return the name of each parameter with its value, as a page shows it."""
        kinds = [kind for one in self.arguments for kind in one.value_kinds] or [""] * len(arrays)
        rows = zip(self.parameters, kinds, arrays, strict=True)
        return tuple(
            (name, text_of(array).strip() if kind in _TEXTS else numbers.array(array))
            for name, kind, array in rows
        )

    def _functions(self, arrays: Sequence[Array]) -> Iterator[str]:
        """Yield the source of the functions among the arguments."""
        kinds = [kind for one in self.arguments for kind in one.value_kinds]
        for kind, array in zip(kinds, arrays, strict=False):
            if kind == "function" and text_of(array).startswith("def "):
                yield from ("", text_of(array).strip(), "")

    def _written(self, arrays: Sequence[Array]) -> Iterator[str]:
        """Yield the arguments, written in Python."""
        if not self.arguments:
            yield from map(_array, arrays)
        left = iter(arrays)
        for argument in self.arguments:
            kinds = argument.kinds or ("",) * len(argument.keys)
            if argument.kind == DICT:
                pairs = zip(argument.keys, kinds, strict=True)
                yield "{" + ", ".join(f"{key!r}: {_one(k, next(left))}" for key, k in pairs) + "}"
            elif argument.kind == ARRAYS:
                yield "[" + ", ".join(_one(kind, next(left)) for kind in kinds) + "]"
            else:
                yield _one(argument.kind, next(left))


_TEXTS = ("text", "function")


def _one(kind: str, array: Array) -> str:
    """Return a value of this kind in Python; a number, if nothing is said of one without axes."""
    if kind == "function":
        source = text_of(array)
        return source[4:].partition("(")[0].strip() if source.startswith("def ") else source
    if kind and kind != WHOLE:
        return repr(ONE[kind](array))
    return _array(array) if kind or array.ndim else repr(array.item())


def _array(array: Array) -> str:
    return f"np.array({array.tolist()})"
