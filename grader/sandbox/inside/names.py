"""Find out, from the syntax tree alone, which names the functions of a module depend on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

EVERYTHING = "*"
"""What an import with a star binds."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def bound_names(statement: ast.stmt) -> set[str]:
    """Return the names that a top-level statement binds in the module, or changes the value of."""
    return set(_bound(statement))


def used_names(module: ast.Module, functions: Iterable[str]) -> set[str]:
    """Return these functions and all names of the module that they use, directly or not."""
    uses: dict[str, set[str]] = {}
    for statement in module.body:
        read = set(_read(statement))
        for name in bound_names(statement):
            uses.setdefault(name, set()).update(read)
    found: set[str] = set()
    left = set(functions)
    while left:
        name = left.pop()
        found.add(name)
        left |= uses.get(name, set()) - found
    return found


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
            return
        case ast.Lambda():
            return
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
            yield from _base(node.value)
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _base(node: ast.expr) -> Iterator[str]:
    """Yield the name of the object that a subscript or an attribute, of whatever depth, is of."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _read(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement reads, but for the local names of its functions."""
    yield from _read_within(statement, frozenset())


def _read_within(node: ast.AST, local: frozenset[str]) -> Iterator[str]:
    if isinstance(node, _Function):
        local |= _local_names(node)
    if isinstance(node, ast.Name) and node.id not in local:
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _read_within(child, local)


def _local_names(function: _Function) -> frozenset[str]:
    body = function.body if isinstance(function.body, list) else []
    declared = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.Global | ast.Nonlocal)
        for name in node.names
    }
    parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    stored = {name for statement in body for name in _stored(statement)}
    return frozenset((parameters | stored) - declared)


def _stored(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a function makes local, without inner functions."""
    for node in _own_nodes(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, _Function | ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            yield from _own_nodes(child)
