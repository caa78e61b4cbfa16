r"""How far a sign reaches that has no bracket: ``\ln a x``, ``a / b c``, ``\partial_h E (1 - h)``.

The usual reading is the parser's: a function takes one factor, a slash divides by one, a derivative
in operator form takes every factor up to a written sign.  People who write in a hurry mean others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from grader.derivation.grammar.nodes import (
    Derivative,
    FunctionCall,
    Negative,
    Node,
    Operand,
    Power,
    Product,
    Span,
    rebuilt,
    walk,
)

_MOST = 24


def other_reaches(node: Node) -> Iterator[Node]:
    """Yield the expression with one sign reaching farther, or less far, than it usually does."""
    return islice(_other_reaches(node), _MOST)


def _other_reaches(node: Node) -> Iterator[Node]:
    taken = {
        id(factor) for part in walk(node) if isinstance(part, Product) for factor in part.factors
    }
    for part in walk(node):
        if isinstance(part, Product):
            readings = _readings(part)
        elif isinstance(part, Derivative) and id(part) not in taken:
            readings = _readings(Product((part,), (), span=part.span))
        else:
            continue
        for other in readings:
            yield _with(node, part, other)


def _with(node: Any, old: Node, new: Node) -> Any:
    """Return the expression with another part in the place of this very one."""
    if node is old:
        return new
    return rebuilt(node, lambda part: _with(part, old, new)) if isinstance(node, Node) else node


def _readings(product: Product) -> Iterator[Node]:
    for place, factor in enumerate(product.factors):
        call = factor.base if isinstance(factor, Power) else factor
        if isinstance(call, Derivative) and _is_operator(call):
            yield from _of_operator(product, place, call)
        elif isinstance(call, FunctionCall) and call.operand is Operand.OPEN:
            yield from _of_call(product, place, call)
        if place and product.operators[place - 1] == "/":
            yield from _of_slash(product, place)


def _of_operator(product: Product, place: int, operator: Derivative) -> Iterator[Node]:
    """Yield the product with more or fewer of the factors below the derivative.

    It reaches over no other derivative in operator form, which would be differentiated again.
    """
    first, signs, negated = _units(operator)
    tail = (*first, *product.factors[place + 1 :])
    signs = (*signs, *product.operators[place:])
    for end in range(1, len(tail) + 1):
        if end == len(first):
            continue
        if end > len(first) and _is_operator(tail[end - 1]):
            return
        of = _product(tail[:end], signs[: end - 1])
        made = dataclasses.replace(operator, of=Negative(of) if negated else of)
        yield _joined(product, place, made, (tail[end:], signs[end - 1 :]))


def _is_operator(factor: Node) -> bool:
    return isinstance(factor, Derivative) and factor.operand is not Operand.ENCLOSED


_Factors = tuple[tuple[Node, ...], tuple[str, ...]]


def _units(operator: Derivative) -> tuple[tuple[Node, ...], tuple[str, ...], bool]:
    """Return the factors below a derivative that may be taken apart, and whether a minus leads."""
    negated = isinstance(operator.of, Negative) and operator.operand is Operand.OPEN
    of = operator.of.operand if negated and isinstance(operator.of, Negative) else operator.of
    if isinstance(of, Product) and operator.operand is Operand.OPEN:
        return of.factors, of.operators, negated
    return (of,), (), negated


def _of_call(product: Product, place: int, call: FunctionCall) -> Iterator[Node]:
    """Yield the product with more of the factors behind a function in its argument."""
    for end in _run(product, place):
        factors = (call.argument, *product.factors[place + 1 : end + 1])
        wide = dataclasses.replace(call, argument=_product(factors, ("",) * (len(factors) - 1)))
        factor = product.factors[place]
        made = dataclasses.replace(factor, base=wide) if isinstance(factor, Power) else wide
        yield _joined(product, place, made, _behind(product, end))


def _of_slash(product: Product, place: int) -> Iterator[Node]:
    """Yield the product with more of the factors behind a slash below it."""
    for end in _run(product, place):
        below = _product(product.factors[place : end + 1], ("",) * (end - place))
        yield _joined(product, place, below, _behind(product, end))


def _run(product: Product, place: int) -> Iterator[int]:
    """Yield the places of the factors that follow one without a sign, and are no functions."""
    for end in range(place + 1, len(product.factors)):
        call = product.factors[end]
        call = call.base if isinstance(call, Power) else call
        if product.operators[end - 1] or isinstance(call, FunctionCall):
            return
        yield end


def _behind(product: Product, end: int) -> _Factors:
    return product.factors[end + 1 :], product.operators[end:]


def _joined(product: Product, place: int, made: Node, behind: _Factors) -> Node:
    """Return a product with a new factor at this place, and these factors behind it."""
    factors, signs = behind
    before = product.factors[:place], product.operators[:place]
    return _product((*before[0], made, *factors), (*before[1], *signs))


def _product(factors: Sequence[Node], operators: Sequence[str]) -> Node:
    if len(factors) == 1:
        return factors[0]
    span = Span(factors[0].span.start, factors[-1].span.end)
    return Product(tuple(factors), tuple(operators), span=span)
