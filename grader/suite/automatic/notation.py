"""Expressions of Python as a reader of formulas writes them: ``1 - h**2`` as ``1 - h²``."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPERATORS: Mapping[type[ast.operator], tuple[str, int]] = {
    ast.Add: (" + ", 1),
    ast.Sub: (" - ", 1),
    ast.Mult: (" · ", 2),
    ast.Div: (" / ", 2),
    ast.MatMult: (" @ ", 2),
}
_ATOM = 9


class Notation:
    """Writes the expressions of one function.

    Parameters
    ----------
    bindings
        The values of local names, which are written in place of the names: a reader does not know
        them.
    """

    def __init__(self, bindings: Mapping[str, ast.expr]) -> None:
        self._bindings = bindings

    def __call__(self, node: ast.expr) -> str:
        """Return the expression as text."""
        return self._written(node)[0]

    def _written(self, node: ast.expr) -> tuple[str, int]:
        """Return the text of an expression, and how tightly it binds."""
        match node:
            case ast.Name(id=name) if name in self._bindings:
                others = {n: value for n, value in self._bindings.items() if n != name}
                return Notation(others)._written(self._bindings[name])
            case ast.BinOp():
                return self._binary(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self._inside(operand, 2)}", 1
            case ast.Attribute(value=value, attr="T"):
                return f"{self._inside(value, _ATOM)}ᵀ", _ATOM
            case ast.Call():
                return self._call(node), _ATOM
        return ast.unparse(node), _ATOM

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        if isinstance(node.op, ast.Pow):
            base, power = self._inside(node.left, _ATOM), self(node.right)
            is_small = power.lstrip("-").isdigit()
            return base + (power.translate(_SUPERSCRIPTS) if is_small else f"^({power})"), _ATOM
        if type(node.op) not in _OPERATORS:
            return ast.unparse(node), 0
        sign, binding = _OPERATORS[type(node.op)]
        right = self._inside(node.right, binding + 1)
        return f"{self._inside(node.left, binding)}{sign}{right}", binding

    def _call(self, node: ast.Call) -> str:
        arguments = [self(argument) for argument in node.args]
        if isinstance(node.func, ast.Attribute) and not is_module(node.func.value):
            arguments.insert(0, self(node.func.value))
        return f"{function_name(node)}({', '.join(arguments)})"

    def _inside(self, node: ast.expr, least: int) -> str:
        """Return the text, in brackets where it binds less tightly than it must."""
        text, binding = self._written(node)
        return text if binding >= least else f"({text})"


def function_name(call: ast.Call) -> str:
    """Return the last name of what is called: ``exp`` of ``np.exp(z)``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return ast.unparse(call.func)


def is_module(node: ast.expr) -> bool:
    """Return True for what functions of numpy are called by: ``np``, ``np.linalg``."""
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in ("np", "numpy", "math")
