r"""Derivatives as people write them.

``\frac{\partial A}{\partial B}``, ``\frac{\partial}{\partial B} A``, ``\partial A / \partial B``,
``\partial_{B} A``, ``\nabla_{B} A``, the same with d, and total differentials ``dA``.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Derivative, Differential, Negative, Node, Operand, Span
from grader.derivation.grammar.parsing import Parsing


def is_differential(tokens: Sequence[Token]) -> bool:
    """Return True if a numerator or denominator starts with a differential sign."""
    if not tokens:
        return False
    if tokens[0].is_command(r"\partial", r"\mathrm{d}"):
        return True
    first = tokens[0]
    alone = len(tokens) == 1 or not tokens[1].is_mark("_", "^", "(")
    return first.kind in ("letter", "upright") and first.text == "d" and alone


def fraction(parser: Parsing, above: Sequence[Token], below: Sequence[Token], start: int) -> Node:
    """Parse a derivative written as a fraction, and its operand where that stands behind it."""
    by = parser.inner(_variable(below))
    above = above[1:]
    if above and above[0].is_mark("^"):
        raise NotUnderstood("a second derivative")
    if not above:
        return _operator(parser, by, start)
    return Derivative(parser.inner(above), by, span=parser.cursor.span_from(start))


def _variable(below: Sequence[Token]) -> Sequence[Token]:
    signs = [token for token in below if token.is_command(r"\partial")]
    if len(signs) > 1:
        raise NotUnderstood("a second derivative")
    if len(below) < 2:
        raise NotUnderstood("a derivative by nothing")
    return below[1:]


def _operator(parser: Parsing, by: Node, start: int) -> Node:
    """Parse what a derivative in operator form acts on: a bracket, or factors without a sign."""
    operand = Operand.OPEN
    sign = parser.cursor.take_mark("-")
    if parser.cursor.next.is_mark("(", "[", "{", r"\{"):
        operand, of = Operand.BRACKET, parser.factor()
    else:
        of = parser.term(stop_at_operator=True)
    if sign:
        of = Negative(of, span=Span(sign.start, of.span.end))
    return Derivative(of, by, operand, span=parser.cursor.span_from(start))


def inline(parser: Parsing) -> Node:
    r"""Parse ``\partial A / \partial B`` or ``\partial_{B} A``."""
    start = parser.cursor.position
    parser.cursor.take()
    if parser.cursor.take_mark("_"):
        by = parser.inner(parser.cursor.group())
        return _operator(parser, by, start)
    of = parser.factor()
    parser.cursor.expect("/")
    parser.cursor.expect(r"\partial")
    by = parser.factor()
    return Derivative(of, by, span=parser.cursor.span_from(start))


def nabla(parser: Parsing) -> Node:
    r"""Parse ``\nabla_{B} A``."""
    start = parser.cursor.position
    parser.cursor.take()
    if not parser.cursor.take_mark("_"):
        raise NotUnderstood("a nabla that does not say by what")
    by = parser.inner(parser.cursor.group())
    return _operator(parser, by, start)


def begins_differential(token: Token, following: Token) -> bool:
    """Return True for a d in front of a name."""
    if token.text != "d" or token.kind not in ("letter", "upright"):
        return False
    return (
        following.kind in ("letter", "word")
        or following.text in GREEK
        or following.is_command(r"\hat")
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
