"""Write a tree as LaTeX again, for repairs: what a student wrote is shown as it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.derivation.grammar.nodes import (
    Addition,
    Cases,
    Component,
    Condition,
    Derivative,
    Diagonal,
    Differential,
    FunctionCall,
    Index,
    Indicator,
    Matrix,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Series,
    Symbol,
    Trace,
    Transpose,
)

_SIGNS = {"": " ", ".": r" \cdot ", "*": r" \odot ", "o": r" \otimes ", "/": " / "}


def tex(node: Node) -> str:
    """Return LaTeX that reads back as the same tree."""
    return _WRITE[type(node)](node)


def _bracketed(node: Node) -> str:
    needs = isinstance(node, Addition | Negative | Product | Series)
    return f"({tex(node)})" if needs else tex(node)


def _factor(node: Node) -> str:
    return f"({tex(node)})" if isinstance(node, Addition | Negative) else tex(node)


def _below(indices: tuple[Index, ...]) -> str:
    names = "".join(index.name for index in indices)
    return f"_{{{names}}}" if len(names) > 1 else f"_{names}" if names else ""


def _symbol(node: Symbol) -> str:
    tag = f"^{{({node.tag})}}" if node.tag else ""
    base = node.base if len(node.base) == 1 or "\\" in node.base else rf"\mathrm{{{node.base}}}"
    return f"{base}{_below(node.indices)}{tag}"


def _addition(node: Addition) -> str:
    text = tex(node.terms[0])
    for term in node.terms[1:]:
        negative = isinstance(term, Negative)
        inner = _factor(term.operand) if isinstance(term, Negative) else tex(term)
        text += f" - {inner}" if negative else f" + {inner}"
    return text


def _product(node: Product) -> str:
    text = _factor(node.factors[0])
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        text += _SIGNS[operator] + _factor(factor)
    return text


def _power(node: Power) -> str:
    base = _bracketed(node.base)
    if isinstance(node.base, Symbol) and node.base.tag:
        base = f"({base})"
    return f"{base}^{{{tex(node.exponent)}}}"


def _call(node: FunctionCall) -> str:
    name = node.function
    name = name if len(name) == 1 or "\\" in name else rf"\operatorname{{{name}}}"
    return f"{name}{chr(39) * node.primes}({tex(node.argument)})"


def _condition(one: Condition) -> str:
    return f"{one.left.name} {'=' if one.equal else chr(92) + 'neq'} {one.right.name}"


def _indicator(node: Indicator) -> str:
    if len(node.conditions) == 1 and node.conditions[0].equal:
        only = node.conditions[0]
        return rf"\delta_{{{only.left.name}{only.right.name}}}"
    return f"[{', '.join(map(_condition, node.conditions))}]"


def _series(node: Series) -> str:
    letters = ", ".join(index.name for index in node.letters)
    below = ", ".join(map(_condition, node.conditions)) or letters
    if node.lower is not None and not node.conditions:
        below += f"={node.lower}"
    above = f"^{{{node.upper}}}" if node.upper else ""
    return rf"{node.kind}_{{{below}}}{above} {_factor(node.body)}"


def _derivative(node: Derivative) -> str:
    return rf"\frac{{\partial {_bracketed(node.of)}}}{{\partial {_bracketed(node.by)}}}"


def _cases(node: Cases) -> str:
    rows = (
        f"{tex(one.value)} & "
        + (", ".join(map(_condition, one.conditions)) if one.conditions else r"\text{otherwise}")
        for one in node.branches
    )
    return rf"\begin{{cases}} {chr(92) * 2 + ' '} \end{{cases}}".replace(
        chr(92) * 2 + " ", (" " + chr(92) * 2 + " ").join(rows)
    )


def _matrix(node: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(map(tex, row)) for row in node.rows)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _number(node: Number) -> str:
    value = node.value
    return (
        str(value)
        if value.denominator == 1
        else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
    )


_WRITE: dict[type[Node], Callable[[Any], str]] = {
    Number: _number,
    Symbol: _symbol,
    Negative: lambda node: f"-{_factor(node.operand)}",
    Addition: _addition,
    Product: _product,
    Quotient: lambda n: rf"\frac{{{tex(n.numerator)}}}{{{tex(n.denominator)}}}",
    Power: _power,
    FunctionCall: _call,
    Series: _series,
    Derivative: _derivative,
    Differential: lambda node: f"d{_bracketed(node.of)}",
    Cases: _cases,
    Indicator: _indicator,
    Transpose: lambda node: f"{_bracketed(node.operand)}^T",
    Diagonal: lambda node: rf"\operatorname{{diag}}({tex(node.operand)})",
    Trace: lambda node: rf"\operatorname{{tr}}({tex(node.operand)})",
    Matrix: _matrix,
    Component: lambda node: f"({tex(node.operand)}){_below(node.indices)}",
}
