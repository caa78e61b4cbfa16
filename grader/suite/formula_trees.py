"""Lines of a recipe as trees of plain lists, which a page can compute without Python.

A tree is a number, the name of a quantity, or a list: the name of an operation and its operands.
``["let", name, value, rest]`` binds a name.  Whatever is no arithmetic on whole arrays has no tree.

    dh * (1 - h**2)      ["*", "dh", ["-", 1, ["**", "h", 2]]]
"""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.model import Program

Tree = Any
"""A number, a name, or a list of an operation and trees."""

_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
_ONLY_IN_PYTHON = (
    "degrees",
    "exp2",
    "fabs",
    "frexp",
    "modf",
    "isfinite",
    "isinf",
    "isnan",
    "radians",
)
_OF_EACH_ENTRY = frozenset(
    name
    for name in ("abs", "sign", *vars(math))
    if name not in _ONLY_IN_PYTHON and getattr(getattr(np, name, None), "nin", 0) == 1
)
"""Functions of one number that numpy and a browser's ``Math`` have by the same name."""

_OPERANDS: Mapping[str, int] = {
    **dict.fromkeys(_OF_EACH_ENTRY, 1),
    **dict.fromkeys(("sum", "max", "min", "mean", "diag", "transpose"), 1),
    **dict.fromkeys(("outer", "maximum", "minimum"), 2),
}
"""The functions of numpy that a page knows, with their number of operands."""

_CONSTANTS = {"pi": math.pi, "e": math.e}
_METHODS = ("sum", "max", "min", "mean", "transpose")


@dataclass(frozen=True)
class FormulaTrees:
    """Trees of a program's lines: of each step, and of each known mistake by its steps."""

    steps: Mapping[str, Tree]
    mistakes: Mapping[str, Mapping[str, Tree]]


class _NoTreeError(Exception):
    """An expression is no arithmetic on whole arrays."""


@functools.lru_cache(maxsize=4)
def formula_trees(program: Program) -> FormulaTrees:
    """Return the trees of a program; steps and mistakes that have none are left out."""
    steps = {
        node.name: found
        for node in ast.parse(program.recipe).body
        if isinstance(node, ast.FunctionDef) and (found := _tree_of(node)) is not None
    }
    return FormulaTrees(steps, dict(_mistakes(ast.parse(program.mistakes))))


def _mistakes(module: ast.Module) -> Iterator[tuple[str, Mapping[str, Tree]]]:
    """Yield the mistakes whose every wrong line is a lambda that has a tree."""
    assigned = {
        node.targets[0].id: node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for key, value in _entries(assigned.get("MISCONCEPTIONS"), assigned):
        lines = {step: _tree_of(line) for step, line in _entries(value, assigned)}
        if lines and None not in lines.values():
            yield key, lines


def _entries(
    node: ast.expr | None, assigned: Mapping[str, ast.expr]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the entries of a dict that is written out, also of those that are unpacked into it."""
    match node:
        case ast.Name(id=name):
            yield from _entries(assigned.get(name), assigned)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    yield from _entries(value, assigned)
                elif isinstance(key, ast.Constant):
                    yield str(key.value), value


def _tree_of(function: ast.AST) -> Tree | None:
    """Return the tree of what a function returns, or None."""
    try:
        if isinstance(function, ast.Lambda):
            return _tree(function.body, _parameters(function))
        if isinstance(function, ast.FunctionDef):
            return _of_statements(function.body, _parameters(function))
    except _NoTreeError:
        pass
    return None


def _parameters(function: ast.Lambda | ast.FunctionDef) -> frozenset[str]:
    return frozenset(argument.arg for argument in function.args.args)


def _of_statements(body: Sequence[ast.stmt], known: frozenset[str]) -> Tree:
    first, *rest = body or [ast.Pass()]
    match first:
        case ast.Expr(value=ast.Constant()):  # a docstring
            return _of_statements(rest, known)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return ["let", name, _tree(value, known), _of_statements(rest, known | {name})]
        case ast.Return(value=ast.expr() as value):
            return _tree(value, known)
    raise _NoTreeError


def _tree(node: ast.expr, known: frozenset[str]) -> Tree:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=name) if name in known:
            return name
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["-", 0, _tree(operand, known)]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return [_OPERATORS[type(op)], _tree(left, known), _tree(right, known)]
        case ast.Attribute(value=ast.Name(id="np"), attr=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.Attribute(value=value, attr="T"):
            return ["transpose", _tree(value, known)]
        case ast.Call(keywords=[]):
            return _of_call(node, known)
    raise _NoTreeError


def _of_call(node: ast.Call, known: frozenset[str]) -> Tree:
    match node.func:
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            operands = node.args
        case ast.Attribute(value=value, attr=name) if name in _METHODS and not node.args:
            operands = [value]
        case _:
            raise _NoTreeError
    if _OPERANDS.get(name) != len(operands):
        raise _NoTreeError
    return [name, *(_tree(operand, known) for operand in operands)]
