"""Run the statements of a script in place of a call: for classes, and for functions in a row.

The grader has checked the statements: names, calls and attributes.  Names that they bind are their
own, and the student's module keeps its names as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_FILENAME = "<script>"


class ScriptRun(NamedTuple):
    """Names after the statements of a script, in which its answers are computed."""

    module: dict[str, Any]
    own: dict[str, Any]

    @classmethod
    def of(
        cls, code: str, module: dict[str, Any], names: Sequence[str], arguments: Sequence[Any]
    ) -> ScriptRun:
        """Run the statements with these arguments.  Raises whatever the student's code raises."""
        own = dict(zip(names, arguments, strict=True))
        exec(compile(code, _FILENAME, "exec", dont_inherit=True), module, own)
        return cls(module, own)

    def value(self, expression: str) -> Any:
        """Return the value of an expression.  Raises whatever the student's code raises."""
        code = compile(expression, _FILENAME, "eval", dont_inherit=True)
        return eval(code, self.module, self.own)


def missing_name(names: Sequence[str], module: Mapping[str, Any]) -> int | None:
    """Return the place of the first name that the module does not define, or None."""
    return next((place for place, name in enumerate(names) if name not in module), None)
