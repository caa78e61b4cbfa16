r"""Sums that are written out with dots: ``w_{k0} h_0 + w_{k1} h_1 + \dots + w_{kM} h_M``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Index, Node, Series, Span, Symbol, rebuilt, walk


def with_last(terms: Sequence[Node], last: Node) -> list[Node]:
    """Return the terms with a sum for those before the dots and the one behind them.

    Raises
    ------
    NotUnderstood
        If the terms do not count up to the last one.
    """
    for end in _letters(last):
        letter = Index(f"{end.lower()}'")
        body = _with(last, end, letter)
        first, number = _first(terms, body, letter)
        if number is not None:
            span = Span(terms[first].span.start, last.span.end)
            whole = Series(r"\sum", (letter,), body, number, end, span=span)
            return [*terms[:first], whole]
    raise NotUnderstood("dots between terms that do not count up")


def _first(terms: Sequence[Node], body: Node, letter: Index) -> tuple[int, int | None]:
    """Return the place of the first term that is one of the sum's, and its number."""
    place, number = len(terms), None
    for count in _numbers(terms[-1]) if terms else ():
        if _with(body, letter.name, Index(str(count))) == terms[-1]:
            place, number = len(terms) - 1, count
    while number and place and _with(body, letter.name, Index(str(number - 1))) == terms[place - 1]:
        place, number = place - 1, number - 1
    return place, number


def _indices(node: Node) -> list[str]:
    symbols = (part for part in walk(node) if isinstance(part, Symbol))
    return list(dict.fromkeys(index.name for one in symbols for index in one.indices))


def _letters(node: Node) -> list[str]:
    return [name for name in _indices(node) if name.isupper()]


def _numbers(node: Node) -> list[int]:
    return [int(name) for name in _indices(node) if name.isdigit()]


def _with(node: Node, old: str, new: Index) -> Node:
    def change(part: Any) -> Any:
        if isinstance(part, Index):
            return Index(new.name, part.span) if part.name == old else part
        return rebuilt(part, change)

    made: Node = change(node)
    return made
