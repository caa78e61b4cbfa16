"""Load a student's module or notebook, and the instructor's module beside it."""

from __future__ import annotations

import ast
import linecache
import re
import sys
import types
from collections.abc import Mapping
from typing import Any

from .protocol import LOADING, MEMORY, RAISED, FrameWriter
from .values import encode_error

CELL = re.compile(r"^# %% cell \d+\n", re.MULTILINE)
"""What stands before each cell of a notebook that was made one text."""

NAMED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def load_submission(
    writer: FrameWriter, builtins: Mapping[str, Any], filename: str, source: bytes
) -> dict[str, Any] | None:
    """Return the names that the module defines, or None after the frame that says why not."""
    module = types.ModuleType("submission")
    module.__file__ = filename
    module.__builtins__ = builtins  # type: ignore[attr-defined]  # Python reads it
    sys.modules["submission"] = module
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    try:
        if filename.endswith(".ipynb"):
            _run_cells(source.decode("utf-8", "replace"), filename, vars(module))
        else:
            exec(compile(source, filename, "exec", dont_inherit=True), vars(module))
    except MemoryError:
        writer.send(MEMORY, LOADING)
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        writer.send(RAISED, LOADING, encode_error(error, filename))
    else:
        return vars(module)
    return None


def load_companion(builtins: Mapping[str, Any], filename: str, source: str) -> dict[str, Any]:
    """Return the functions of the instructor's module that runs beside the student's."""
    module = types.ModuleType("companion")
    module.__builtins__ = builtins  # type: ignore[attr-defined]  # Python reads it
    exec(compile(source, filename, "exec", dont_inherit=True), vars(module))
    return {name: value for name, value in vars(module).items() if callable(value)}


def _run_cells(text: str, filename: str, namespace: dict[str, Any]) -> None:
    """Run a notebook statement by statement: one that fails costs what it would have defined.

    Whoever uses that later meets the error that it failed with.
    """
    starts = [mark.end() for mark in CELL.finditer(text)]
    ends = [mark.start() for mark in CELL.finditer(text)][1:]
    for start, end in zip(starts, [*ends, len(text)], strict=True):
        above = "\n" * text.count("\n", 0, start)  # so that lines count in the whole text
        try:
            statements = ast.parse(above + text[start:end], filename).body
        except BaseException as error:  # noqa: BLE001  hostile text may do anything to the parser
            namespace.update(dict.fromkeys(NAMED.findall(text, start, end), Failed(error)))
            continue
        for statement in statements:
            _run_statement(statement, filename, namespace)


def _run_statement(statement: ast.stmt, filename: str, namespace: dict[str, Any]) -> None:
    try:
        alone = ast.Module([statement], [])
        exec(compile(alone, filename, "exec", dont_inherit=True), namespace)
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        failed = Failed(error)
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                namespace[name] = failed
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    namespace[(alias.asname or alias.name).partition(".")[0]] = failed
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        namespace.setdefault(target.id, failed)


class Failed:
    """Stands for what a notebook failed to define, and raises why as soon as it is used."""

    def __init__(self, error: BaseException) -> None:
        self._error = error, error.__traceback__

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        error, trace = self._error
        raise error.with_traceback(trace)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self()


for used in "add radd sub rsub mul rmul truediv rtruediv matmul rmatmul pow rpow neg".split():
    setattr(Failed, f"__{used}__", Failed.__call__)
for used in "array getitem len iter bool float int lt le gt ge".split():
    setattr(Failed, f"__{used}__", Failed.__call__)
