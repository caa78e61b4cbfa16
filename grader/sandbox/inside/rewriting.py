"""Rewrite a module so that it hands each of its values on before it uses it.

An expression ``e`` becomes ``record(place, e)``; a statement that changes an object is followed by
``record(place, object)``.  What has no value of its own stays as it is: targets, defaults,
decorators, annotations, patterns, formatted strings, and the names of functions that are called.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

RECORD = "<record>"
"""The name of the function that values are handed to: no source text can spell it."""

ARGUMENT, EXPRESSION, NAME, STORE, ANSWER, BEFORE = range(6)
"""What a record is of; BEFORE is a number that a statement is about to replace."""


class Span(NamedTuple):
    """Where an expression stands: lines from 1, columns in bytes from 0; and what it is."""

    line: int
    column: int
    end_line: int
    end_column: int
    kind: int


class Rewriter(ast.NodeTransformer):
    """Rewrites trees, and numbers the places that report a value.

    Attributes
    ----------
    places
        By their numbers.
    """

    def __init__(self) -> None:
        self.places: list[Span] = []

    def rewritten(self, tree: ast.Module) -> ast.Module:
        """Return a rewritten copy.  Raises RecursionError for trees that are too deep."""
        new = self.visit(copy.deepcopy(tree))
        return ast.fix_missing_locations(new)  # type: ignore[no-any-return]

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        return self._recorded(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        return node if isinstance(node.operand, ast.Constant) else self._recorded(node)

    def visit_List(self, node: ast.List) -> ast.expr:
        return self._recorded(node) if isinstance(node.ctx, ast.Load) else node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self._recorded(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)
        elif not isinstance(node.func, ast.Name):
            node.func = self.visit(node.func)
        node.args = [self.visit(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        return self._call(node, node, EXPRESSION)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        node.value = self.visit(node.value)
        return self._call(node, node, EXPRESSION)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            return node
        node.value = self.visit(node.value)
        return self._call(node, node, EXPRESSION)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._call(node, node, NAME) if isinstance(node.ctx, ast.Load) else node

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        is_tuple = isinstance(node.value, ast.Tuple)
        if node.value:
            node.value = self._recorded(node.value) if is_tuple else self.visit(node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        node.value = self.visit(node.value)
        changed = [one for one in node.targets if isinstance(one, ast.Subscript)]
        return [node, *self._stores(node, changed)]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        node.value = self.visit(node.value)
        return [*self._before(node.target), node, *self._stores(node, [node.target])]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.value = node.value and self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return self._body_only(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return self._body_only(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        return self._body_only(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        node.body = self.visit(node.body)
        return node

    def visit_match_case(self, node: ast.match_case) -> Any:
        node.guard = node.guard and self.visit(node.guard)
        return self._body_only(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.stmt:
        return node

    def visit_TypeAlias(self, node: ast.stmt) -> ast.stmt:
        return node

    def _body_only(self, node: Any) -> Any:
        body: list[ast.stmt] = []
        for statement in node.body:
            new = self.visit(statement)
            body += new if isinstance(new, list) else [new]
        node.body = body
        return node

    def _recorded(self, node: ast.expr) -> ast.expr:
        return self._call(node, self.generic_visit(node), EXPRESSION)

    def _stores(self, statement: ast.stmt, targets: Sequence[ast.expr]) -> list[ast.stmt]:
        """Return the statements that report the objects in these targets."""
        names = [_root(target) for target in targets]
        return [
            ast.copy_location(ast.Expr(self._call(statement, name, STORE)), statement)
            for name in names
            if name
        ]

    def _before(self, target: ast.expr) -> list[ast.stmt]:
        """Return the statement that reports the number to which something is added."""
        if not isinstance(target, ast.Name):
            return []
        name = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        return [ast.copy_location(ast.Expr(self._call(target, name, BEFORE)), target)]

    def _call(self, at: ast.expr | ast.stmt, value: Any, kind: int) -> ast.expr:
        ends = at.end_lineno or at.lineno, at.end_col_offset or at.col_offset
        self.places.append(Span(at.lineno, at.col_offset, *ends, kind))
        name, number = ast.Name(RECORD, ast.Load()), ast.Constant(len(self.places) - 1)
        return ast.copy_location(ast.Call(name, [number, value], []), at)


def _root(target: ast.expr) -> ast.Name | None:
    """Return the name of the object that an assignment to this target changes."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    if not isinstance(target, ast.Name):
        return None
    return ast.copy_location(ast.Name(target.id, ast.Load()), target)
