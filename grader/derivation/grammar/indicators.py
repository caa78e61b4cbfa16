r"""Parse indicators: ``\mathbb1[l = k]``, ``\delta(l, k)``, ``I(l = k)``, and vectors of ones."""

from __future__ import annotations

from collections.abc import Sequence

from grader.derivation.grammar import cases
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import ONE, Condition, Index, Indicator, Node, Symbol
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.scripts import index_list

ONES = r"\mathbb1"


def ones(parser: Parsing) -> Node:
    r"""Parse ``\mathbb1``: a vector of ones, or an indicator of what stands below or behind it."""
    start = parser.cursor.position
    parser.cursor.take()
    tokens: Sequence[Token] = ()
    if parser.cursor.take_mark("_"):
        tokens = parser.cursor.group()
    elif parser.cursor.next.text in ("(", "[", r"\{"):
        place = parser.cursor.position
        opening = parser.cursor.take().text
        inside = parser.cursor.inside(opening)
        if cases.is_condition(inside):
            tokens = inside
        else:
            parser.cursor.position = place
    span = parser.cursor.span_from(start)
    if not tokens or (len(tokens) == 1 and tokens[0].text.isupper()):  # 1_N: as many as samples
        return Symbol(ONES, span=span) if parser.cursor.tokens[start].text != "1" else ONE
    if cases.is_condition(tokens):
        return Indicator(cases.conditions(tokens), span=span)
    return Indicator((equal(index_list(tokens)),), span=span)


def indicator_of_two(parser: Parsing, start: int) -> Indicator | None:
    r"""Parse ``\delta(l, k)`` and ``I(l = k)``; leave any other bracket alone."""
    place = parser.cursor.position
    inside = parser.cursor.inside(parser.cursor.take().text)
    span = parser.cursor.span_from(start)
    if cases.is_condition(inside):
        return Indicator(cases.conditions(inside), span=span)
    if len(inside) == 3 and inside[1].is_mark(","):
        return Indicator((equal(index_list(inside)),), span=span)
    parser.cursor.position = place
    return None


def equal(indices: Sequence[Index]) -> Condition:
    """Return the condition that two indices are the same."""
    if len(indices) != 2:
        raise NotUnderstood("an indicator of other than two indices")
    return Condition(indices[0], indices[1])
