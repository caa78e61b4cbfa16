r"""Derivatives as people write them.

``\frac{\partial A}{\partial B}``, ``\frac{\partial}{\partial B} A``, ``\partial A / \partial B``,
``\partial_{B} A``, ``\nabla_{B} A``, the same with d, and total differentials ``dA``.
``\frac{\partial^2 A}{\partial B \partial C}`` is the derivative by B of that by C.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import Cursor, depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Derivative,
    Differential,
    Negative,
    Node,
    Number,
    Operand,
    Power,
    Span,
    Symbol,
)
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.vocabulary import LOGARITHMS

_TWO = Number(Fraction(2))


def is_differential(tokens: Sequence[Token]) -> bool:
    """Return True if a numerator or denominator starts with a differential sign."""
    if not tokens:
        return False
    if tokens[0].is_command(r"\partial", r"\mathrm{d}"):
        return True
    if not _is_d(tokens[0]):
        return False
    return len(tokens) == 1 or not tokens[1].is_mark("_", "^", "(") or _order(tokens[1:]) > 1


def _is_d(token: Token) -> bool:
    return token.kind in ("letter", "upright") and token.text == "d"


def _order(tokens: Sequence[Token]) -> int:
    """Return the number in a superscript behind a sign of differentials, or 1."""
    if not tokens or not tokens[0].is_mark("^"):
        return 1
    number = next((token for token in tokens[1:3] if not token.is_mark("{")), None)
    return int(number.text) if number is not None and number.text in ("2", "3") else 1


def _taken_order(cursor: Cursor) -> int:
    """Take the superscript behind a sign of differentials; return which derivative it means."""
    if not cursor.take_mark("^"):
        return 1
    tokens = cursor.group()
    if len(tokens) != 1 or tokens[0].text != "2":
        raise NotUnderstood("a derivative of another order than the second")
    return 2


def fraction(parser: Parsing, above: Sequence[Token], below: Sequence[Token], start: int) -> Node:
    """Parse a derivative written as a fraction, and its operand where that stands behind it."""
    cursor = Cursor(above)
    cursor.take()
    order = _taken_order(cursor)
    variables = _repeated([parser.inner(one) for one in _variables(below)], order)
    rest = cursor.tokens[cursor.position :]
    if not rest:
        return _operator(parser, variables, start)
    return _nested(parser.inner(rest), variables, parser.cursor.span_from(start))


def _variables(below: Sequence[Token]) -> list[Sequence[Token]]:
    """Return what stands behind each sign of differentials in a denominator."""
    starts = [
        place
        for place, (token, depth) in enumerate(zip(below, depths(below), strict=True))
        if not depth and (token.text, token.kind) == (below[0].text, below[0].kind)
    ]
    pairs = zip(starts, [*starts[1:], len(below)], strict=True)
    found = [below[start + 1 : end] for start, end in pairs]
    if not all(found):
        raise NotUnderstood("a derivative by nothing")
    return found


def _repeated(variables: Sequence[Node], order: int) -> Sequence[Node]:
    r"""Return by what is differentiated: ``\partial z^2`` is by z twice."""
    if order == len(variables):
        return variables
    only = variables[0]
    if order != 2 or len(variables) != 1:
        raise NotUnderstood("another number of variables than the order of the derivative")
    if isinstance(only, Symbol) and only.tag == "2":
        return (replace(only, tag=""),) * 2
    if isinstance(only, Power) and only.exponent == _TWO:
        return (only.base,) * 2
    raise NotUnderstood("another number of variables than the order of the derivative")


def _nested(of: Node, variables: Sequence[Node], span: Span) -> Node:
    """Return the derivative by the last variable, of that the one by the variable before it .."""
    for by in reversed(variables):
        of = Derivative(of, by, span=span)
    return of


def _operator(parser: Parsing, variables: Sequence[Node], start: int) -> Node:
    """Parse what a derivative in operator form acts on: a bracket, or factors without a sign."""
    operand = Operand.OPEN
    sign = parser.cursor.take_mark("-")
    if parser.cursor.next.is_mark("(", "[", "{", r"\{"):
        operand, of = Operand.BRACKET, parser.factor()
    else:
        of = parser.term(stop_at_operator=True)
    if sign:
        of = Negative(of, span=Span(sign.start, of.span.end))
    span = parser.cursor.span_from(start)
    inner = Derivative(of, variables[-1], operand, span=span)
    return _nested(inner, variables[:-1], span)


def inline(parser: Parsing) -> Node:
    r"""Parse ``\partial A / \partial B`` or ``\partial_{B} A``."""
    start = parser.cursor.position
    parser.cursor.take()
    if parser.cursor.next.is_mark("_"):
        return _operator(parser, _subscripted(parser), start)
    order = _taken_order(parser.cursor)
    of = parser.factor()
    parser.cursor.expect("/")
    return _nested(of, _repeated(_below(parser), order), parser.cursor.span_from(start))


def _below(parser: Parsing) -> list[Node]:
    r"""Parse the denominator of ``\partial A / \partial B \partial C``, perhaps in brackets."""
    cursor = parser.cursor
    bracket = cursor.take_mark("(", "{")
    if bracket:
        return [parser.inner(one) for one in _variables(cursor.inside(bracket.text))]
    found: list[Node] = []
    while not found or cursor.next.is_command(r"\partial"):
        cursor.expect(r"\partial")
        found.append(parser.factor())
    return found


def _subscripted(parser: Parsing) -> Sequence[Node]:
    r"""Parse by what an operator differentiates: the z of ``\nabla_z``, twice in ``\nabla^2_z``."""
    cursor = parser.cursor
    order = _taken_order(cursor)
    if not cursor.take_mark("_"):
        raise NotUnderstood("a nabla that does not say by what")
    by = parser.inner(cursor.group())
    return (by,) * max(order, _taken_order(cursor))


def nabla(parser: Parsing) -> Node:
    r"""Parse ``\nabla_{B} A``."""
    start = parser.cursor.position
    parser.cursor.take()
    made = _operator(parser, _subscripted(parser), start)
    return replace(made, is_nabla=True) if isinstance(made, Derivative) else made


def begins_differential(token: Token, following: Token) -> bool:
    """Return True for a d in front of a name."""
    if token.text != "d" or token.kind not in ("letter", "upright"):
        return False
    return (
        following.kind in ("letter", "word")
        or following.text in GREEK
        or following.is_command(r"\hat", *LOGARITHMS)
    )


def differential(parser: Parsing, start: int) -> Node:
    """Parse a total differential, or ``dA / dB`` on one line."""
    of = parser.factor()
    cursor = parser.cursor
    if cursor.next.is_mark("/") and begins_differential(cursor.ahead(1), cursor.ahead(2)):
        cursor.take()
        cursor.take()
        return Derivative(of, parser.factor(), span=cursor.span_from(start))
    return Differential(of, span=cursor.span_from(start))
