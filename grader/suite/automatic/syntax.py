"""The source of a step as a syntax tree, in which expressions are replaced by others.

Steps are the functions of the recipe's file that are written with ``def``, without decorators and
without a ``while`` loop, which an edit could keep from ending.
"""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class StepSource:
    """One step's function as it is written."""

    function: ast.FunctionDef

    @property
    def name(self) -> str:
        """The step that the function computes."""
        return self.function.name

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The quantities that the function gets."""
        return tuple(argument.arg for argument in self.function.args.args)

    @cached_property
    def expressions(self) -> tuple[ast.expr, ...]:
        """Every expression in a value that is assigned or returned, outer ones first."""
        statements = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)
        values = [
            node.value
            for node in ast.walk(self.function)
            if isinstance(node, statements) and node.value is not None
        ]
        return tuple(
            node for value in values for node in ast.walk(value) if isinstance(node, ast.expr)
        )

    @cached_property
    def returned(self) -> frozenset[int]:
        """The identities of the expressions that are returned as they are."""
        returns = (node for node in ast.walk(self.function) if isinstance(node, ast.Return))
        return frozenset(id(node.value) for node in returns)

    @cached_property
    def bindings(self) -> dict[str, ast.expr]:
        """The value of each local name that is bound once, by an assignment to it alone."""
        nodes = list(ast.walk(self.function))
        names = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        return {
            node.targets[0].id: node.value
            for node in nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and len(node.targets) == 1
            and names.count(node.targets[0].id) == 1
            and node.targets[0].id not in self.parameters
        }

    def with_replaced(
        self, old: ast.expr, new: ast.expr, further: Iterable[str] = ()
    ) -> ast.FunctionDef:
        """Return the function with one expression replaced, and with further parameters."""
        edited: ast.FunctionDef = _replaced(self.function, old, new)
        edited.args = copy.copy(edited.args)
        edited.args.args = [*edited.args.args, *(ast.arg(arg=name) for name in further)]
        return ast.fix_missing_locations(edited)


def _replaced(node: Any, old: ast.expr, new: ast.expr) -> Any:
    """Return a tree with one node replaced, which is known by its identity.

    What is not above that node is shared with the given tree: most of a step is in every edit.
    """
    if node is old:
        return new
    if isinstance(node, list):
        return [_replaced(one, old, new) for one in node]
    if not isinstance(node, ast.AST) or not node._fields:
        return node
    parts = {name: _replaced(part, old, new) for name, part in ast.iter_fields(node)}
    if all(_is_same(part, getattr(node, name)) for name, part in parts.items()):
        return node
    edited = copy.copy(node)
    vars(edited).update(parts)
    return edited


def _is_same(one: Any, other: Any) -> bool:
    """Return True for one object, and for lists of the same objects."""
    if isinstance(one, list):
        return all(map(operator.is_, one, other))
    return one is other


def step_sources(recipe: str, steps: Iterable[str]) -> Iterator[StepSource]:
    """Yield the source of each of these steps that can be edited, in the recipe's order.

    Raises
    ------
    SyntaxError
        The recipe is no Python.
    """
    functions = {
        node.name: node for node in ast.parse(recipe).body if isinstance(node, ast.FunctionDef)
    }
    for name in steps:
        if name in functions and _is_editable(functions[name]):
            yield StepSource(functions[name])


def _is_editable(function: ast.FunctionDef) -> bool:
    loops = any(isinstance(node, ast.While) for node in ast.walk(function))
    given = function.args
    others = given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs
    return not (loops or others or function.decorator_list)
