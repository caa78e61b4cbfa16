"""Load a student's module or notebook, and the instructor's module beside it.

A file is run as it stands.  When a top-level statement fails or takes too long, and what it binds
is used by none of the functions that are asked, it is left out, the grader is told, and the file
goes on with the statement after it; ``exit()`` ends the file where it stands.  In a notebook any
statement may be left out: a placeholder stands for what it should have bound, and whoever uses that
meets the error.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import re
import sys
import types
from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice
from operator import or_
from types import CodeType
from typing import Any, NamedTuple

from .names import EVERYTHING, bound_names, used_names
from .placeholder import Placeholder
from .protocol import (
    LIMIT,
    LOADING,
    MEMORY,
    MOST_SKIPPED,
    MOST_SLOW,
    RAISED,
    SKIPPED,
    FrameWriter,
)
from .randomness import seed_random_numbers
from .recording import Recorder
from .rewriting import RECORD
from .stopwatch import LimitReached, Stopwatch
from .values import encode_error, encode_skipped

CELL = re.compile(r"^# %% cell \d+\n", re.MULTILINE)
"""What stands before each cell of a notebook that was made one text."""

NAMED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)

_FUTURE_FLAGS = reduce(
    or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
_NEEDED_BYTES = 1 << 26
"""Memory that has to be left after a statement that ran out of it, for the functions."""


class LoadOptions(NamedTuple):
    """How a file is loaded.

    ``strict`` lets the first failing statement end it.  ``functions`` are those that are asked.
    A statement may take ``cpu_seconds`` and ``wall_seconds``, and all together may print
    ``output_bytes``.  Statements at the lines ``slow`` are known to take longer and are not run.
    With ``recorded`` the values of expressions are recorded.
    """

    strict: bool = False
    functions: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    output_bytes: int = 0
    slow: tuple[int, ...] = ()
    recorded: bool = False


def load_submission(
    writer: FrameWriter,
    builtins: Mapping[str, Any],
    filename: str,
    source: bytes,
    options: LoadOptions,
    recorder: Recorder | None = None,
) -> dict[str, Any] | None:
    """Return the names that the module defines, or None after the frame that says why not."""
    module = types.ModuleType("submission")
    module.__file__ = filename
    if recorder:
        builtins = {**builtins, RECORD: recorder.record}
    module.__builtins__ = builtins  # type: ignore[attr-defined]  # Python reads it
    sys.modules["submission"] = module
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    kind = _Notebook if filename.endswith(".ipynb") else _Strict if options.strict else _Module
    try:
        kind(writer, filename, vars(module), options, recorder).run(source)
    except MemoryError:
        writer.send(MEMORY, LOADING)
    except LimitReached as reached:
        writer.send(LIMIT, LOADING, reached.limit.encode())
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


class _Strict:
    """Runs a file as Python does."""

    def __init__(
        self,
        writer: FrameWriter,
        filename: str,
        namespace: dict[str, Any],
        options: LoadOptions,
        recorder: Recorder | None,
    ) -> None:
        self._writer = writer
        self._filename = filename
        self._namespace = namespace
        self._options = options
        self._recorder = recorder

    def run(self, source: bytes) -> None:
        exec(self._compiled(source), self._namespace)

    def _compiled(self, source: bytes | ast.Module, flags: int = 0) -> CodeType:
        """Return the code of the source, which records its values where that is asked for."""
        if self._recorder:
            tree = ast.parse(source, self._filename) if isinstance(source, bytes) else source
            source = self._recorder.rewritten(tree)
        code: CodeType = compile(source, self._filename, "exec", flags, dont_inherit=True)
        return code


class _Stop(NamedTuple):
    """An exception that ended a run of statements, and the line and column where it did."""

    error: BaseException
    line: int
    column: int


class _Lenient(_Strict):
    """Runs statements, and goes on after those that fail or take too long."""

    def __init__(
        self,
        writer: FrameWriter,
        filename: str,
        namespace: dict[str, Any],
        options: LoadOptions,
        recorder: Recorder | None,
    ) -> None:
        super().__init__(writer, filename, namespace, options, recorder)
        self._stopwatch = Stopwatch(filename, options.cpu_seconds, options.wall_seconds)
        self._failed = self._slow = 0

    def _run_statements(self, statements: list[ast.stmt], flags: int = 0) -> None:
        left = [one for one in statements if one.lineno not in self._options.slow]
        while left:
            stop = self._execute(self._compiled(ast.Module(left, []), flags))
            left = self._after(left, stop) if stop else []

    def _execute(self, code: CodeType) -> _Stop | None:
        """Run the code; return how it was stopped, or None if it came to its end."""
        try:
            with self._stopwatch, self._writer.limited(self._options.output_bytes):
                exec(code, self._namespace)
        except BaseException as error:  # noqa: BLE001  student code may raise anything
            return _Stop(error, *_place(code, sys.exc_info()[2]))
        return None

    def _after(self, statements: list[ast.stmt], stop: _Stop) -> list[ast.stmt]:
        """Leave out the statement that was stopped, and return those after it."""
        starts = [_start(statement) for statement in statements]
        places = [at for at, start in enumerate(starts) if start <= (stop.line, stop.column)]
        if not places or (isinstance(stop.error, MemoryError) and not _memory_left()):
            raise stop.error
        statement = statements[places[-1]]
        self._check(statement, stop.error)
        self._report(statement.lineno, stop.error)
        self._bind_placeholders(statement, stop.error)
        return statements[places[-1] + 1 :]

    def _check(self, statement: ast.stmt, error: BaseException) -> None:
        """Raise the error if the statement must not be left out."""

    def _report(self, line: int, error: BaseException) -> None:
        if isinstance(error, LimitReached):
            self._slow += 1
            if self._slow > MOST_SLOW:
                raise error
            seed_random_numbers()  # nobody knows where it was stopped
        else:
            self._failed += 1
            if self._failed > MOST_SKIPPED - MOST_SLOW:
                return
        self._writer.send(SKIPPED, LOADING, encode_skipped(line, error, self._filename))

    def _bind_placeholders(self, statement: ast.stmt, error: BaseException) -> None:
        if isinstance(error, LimitReached):
            error = TimeoutError(str(error)).with_traceback(error.__traceback__)
        placeholder = Placeholder(error)
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                self._namespace[name] = placeholder
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    self._namespace[(alias.asname or alias.name).partition(".")[0]] = placeholder
            case _:
                for name in bound_names(statement):
                    self._namespace.setdefault(name, placeholder)


class _Module(_Lenient):
    """Leaves out statements that none of the functions that are asked needs."""

    def run(self, source: bytes) -> None:
        code = self._compiled(source)
        stop = None if self._options.slow else self._execute(code)
        if stop is None and not self._options.slow:
            return
        self._tree = ast.parse(source, self._filename)
        self._first = stop and stop.error
        left = self._after(self._tree.body, stop) if stop else self._tree.body
        self._run_statements(left, code.co_flags & _FUTURE_FLAGS)
        functions = self._options.functions
        if self._first and functions and self._namespace.keys().isdisjoint(functions):
            raise self._first

    def _after(self, statements: list[ast.stmt], stop: _Stop) -> list[ast.stmt]:
        if isinstance(stop.error, SystemExit):  # the file ends where Python would have ended it
            self._report(stop.line, stop.error)
            return []
        return super()._after(statements, stop)

    def _check(self, statement: ast.stmt, error: BaseException) -> None:
        bound = bound_names(statement)
        try:
            used = used_names(self._tree, self._options.functions)
        except RecursionError:
            raise error from None
        if not bound.isdisjoint(used) or (EVERYTHING in bound and self._options.functions):
            raise error


class _Notebook(_Lenient):
    """Runs cell by cell; a cell that is no Python costs what it would have defined."""

    def run(self, source: bytes) -> None:
        text = source.decode("utf-8", "replace")
        for start, end in _cells(text):
            above = "\n" * text.count("\n", 0, start)  # so that lines count in the whole text
            try:
                statements = ast.parse(above + text[start:end], self._filename).body
            except BaseException as error:  # noqa: BLE001  hostile text may do anything to the parser
                names = NAMED.findall(text, start, end)
                self._namespace.update(dict.fromkeys(names, Placeholder(error)))
                self._report(getattr(error, "lineno", None) or len(above) + 1, error)
            else:
                self._run_statements(statements)


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each cell starts and ends."""
    marks = list(CELL.finditer(text))
    ends = [mark.start() for mark in marks[1:]]
    yield from zip((mark.end() for mark in marks), [*ends, len(text)], strict=True)


def _start(statement: ast.stmt) -> tuple[int, int]:
    """Return the line and the column where a statement starts, with its decorators."""
    decorators = getattr(statement, "decorator_list", ())
    return min((node.lineno, node.col_offset) for node in (statement, *decorators))


def _place(code: CodeType, trace: types.TracebackType | None) -> tuple[int, int]:
    """Return line and column of the instruction of this code in a traceback, or zeros."""
    at = trace.tb_next if trace else None
    if at is None or at.tb_frame.f_code is not code:
        return 0, 0
    line, _, column, _ = next(islice(code.co_positions(), at.tb_lasti // 2, None))
    return line or at.tb_lineno, 1 << 20 if column is None else column


def _memory_left() -> bool:
    """Return whether what follows has the memory that an honest submission needs."""
    try:
        bytearray(_NEEDED_BYTES)
    except MemoryError:
        return False
    return True
