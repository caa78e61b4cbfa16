"""Taking the bodies out of functions, and leaving everything else as it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

STUB = "raise NotImplementedError"
"""The body that a starter's functions have: what students are to replace."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def without_bodies(source: str) -> str:
    """Return the source with nothing but signature and docstring of each function."""
    lines = source.splitlines()
    for function in reversed(list(_functions(ast.parse(source)))):  # the lines above stay in place
        _strip(lines, function)
    return "\n".join(lines) + "\n"


def _functions(tree: ast.Module | ast.ClassDef) -> Iterator[_Function]:
    """Yield the functions of a module and of its classes, in their order; none within others."""
    for node in tree.body:
        if isinstance(node, _Function):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def _strip(lines: list[str], function: _Function) -> None:
    has_docstring = ast.get_docstring(function) is not None
    docstring, body = function.body[:has_docstring], function.body[has_docstring:]
    if not body:
        lines.insert(docstring[0].end_lineno or 0, " " * docstring[0].col_offset + STUB)
        return
    line = _written(body[0])
    head = lines[line - 1].encode()[: body[0].col_offset].decode()
    first = line if head.strip() else _above(lines, line)
    last = _below(lines, function.end_lineno or line, function.col_offset)
    lines[first - 1 : last] = [head + STUB]


def _written(statement: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _above(lines: list[str], line: int) -> int:
    """Return the first line of the comments right above a line: they tell of the answer."""
    while line > 1 and lines[line - 2].strip().startswith("#"):
        line -= 1
    return line


def _below(lines: list[str], line: int, margin: int) -> int:
    """Return the last line of the comments that still belong to the body that ends at a line."""
    while line < len(lines) and _is_comment_within(lines[line], margin):
        line += 1
    return line


def _is_comment_within(line: str, margin: int) -> bool:
    return line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > margin
