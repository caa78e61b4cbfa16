"""Run a program in this process, as it stands or recorded, without the sandbox around it."""

from __future__ import annotations

import ast
import builtins
import sys
import textwrap
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import Any

import pytest

from grader.locating.records import Record, records_of
from grader.model import Array, Returned
from grader.sandbox.inside.recording import Recorder
from grader.sandbox.inside.rewriting import RECORD


def plainly(source: str) -> dict[str, Any]:
    """Return the names that a module defines as it stands."""
    module = ModuleType("plain")
    _execute(compile(textwrap.dedent(source), "plain.py", "exec", dont_inherit=True), module)
    return vars(module)


class RecordedModule:
    """A module whose expressions are recorded."""

    def __init__(self, source: str) -> None:
        self._recorder = Recorder()
        module = ModuleType("recorded")
        module.__dict__["__builtins__"] = {**vars(builtins), RECORD: self._recorder.record}
        tree = self._recorder.rewritten(ast.parse(textwrap.dedent(source)))
        _execute(compile(tree, "recorded.py", "exec", dont_inherit=True), module)
        self.names = vars(module)

    def records(self, function: str, *arguments: Array) -> tuple[Record, ...]:
        return records_of(Returned(self.numbers(function, arguments)))

    def numbers(self, function: str, arguments: Sequence[Array]) -> Array:
        self._recorder.start(arguments)
        returned = None
        try:
            returned = self.names[function](*arguments)
        except Exception:  # noqa: BLE001  a program may fail in any way; what it did until then counts
            returned = None
        return self._recorder.finish(returned)


def _execute(code: CodeType, module: ModuleType) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)  # dataclasses look it up
        exec(code, vars(module))
