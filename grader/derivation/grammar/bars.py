r"""Evaluation bars: ``A \Big|_{u = u_j}`` is A with u_j in place of u.

A derivative by u is taken first, so u_j may replace u there only if nothing else in what is
differentiated can depend on u.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.derivation.grammar import cases
from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Condition,
    Derivative,
    Index,
    Node,
    Series,
    Symbol,
    rebuilt,
    walk,
)
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.scripts import index_list

_NOT_THERE = "an evaluation at what is not in the formula"


def is_bar(parser: Parsing) -> bool:
    """Return True if a bar with a subscript comes next."""
    return parser.cursor.next.is_mark("|") and parser.cursor.ahead(1).is_mark("_")


def take_bar(parser: Parsing, node: Node) -> Node:
    """Take a bar and what is below it; return the node evaluated there."""
    parser.cursor.expect("|")
    parser.cursor.expect("_")
    return evaluated(parser, node, parser.cursor.group())


def left_out_bracket(parser: Parsing) -> Node:
    r"""Parse ``\left. A \right|_{u = u_j}``."""
    cursor = parser.cursor
    cursor.take()
    rest = cursor.tokens[cursor.position :]
    level = depths(rest)
    ends = (n for n, token in enumerate(rest) if token.is_mark("|") and not level[n])
    end = next(ends, None)
    if end is None:
        raise NotUnderstood(r"a '\left.' without its bar")
    cursor.position += end
    if not is_bar(parser):
        raise NotUnderstood("a bar that does not say where to evaluate")
    return take_bar(parser, parser.inner(rest[:end]))


def divided_condition(
    tokens: Sequence[Token],
) -> tuple[Sequence[Token], tuple[Condition, ...]]:
    r"""Divide a side from what a bar behind all of it demands: ``\left. A \right|_{l \neq k}``.

    Equal indices are no such demand: they are put into the formula, as every evaluation is.
    """
    ends = [place for place, token in enumerate(tokens) if token.is_mark("|")]
    if not ends:
        return tokens, ()
    inside, demanded = tokens[: ends[-1]], _unequal(tokens[ends[-1] + 1 :])
    if inside and inside[0].is_command(r"\left."):
        inside = inside[1:]
    elif any(token.is_mark("+", "-") for token in _outermost(inside)):
        return tokens, ()
    return (inside, demanded) if demanded and _is_one_whole(inside) else (tokens, ())


def _unequal(tokens: Sequence[Token]) -> tuple[Condition, ...]:
    r"""Return the conditions of ``_{l \neq k}``, if all of them say that indices differ."""
    is_group = [token.text for token in (*tokens[:2], *tokens[-1:])] == ["_", "{", "}"]
    below = tokens[2:-1]
    if not is_group or any(token.is_mark("{", "}") for token in below):
        return ()
    found = cases.conditions(below) if cases.is_condition(below) else ()
    return () if any(one.equal for one in found) else found


def _is_one_whole(tokens: Sequence[Token]) -> bool:
    """Return False where a bar may be about a part: another bar, or a sum over an index."""
    outermost = _outermost(tokens)
    parts = any(token.is_mark("|") or token.is_command(r"\left.") for token in outermost)
    return bool(outermost) and not parts and not any(_is_sum(token) for token in tokens)


def _is_sum(token: Token) -> bool:
    return token.is_command(r"\sum", r"\prod")


def _outermost(tokens: Sequence[Token]) -> list[Token]:
    return [token for token, depth in zip(tokens, depths(tokens), strict=True) if not depth]


def says_where(tokens: Sequence[Token]) -> bool:
    """Return True if a subscript is an equation: the ``u = 0`` of ``[A]_{u = 0}``."""
    return any(token.is_mark("=") for token in tokens)


def evaluated(parser: Parsing, node: Node, below: Sequence[Token]) -> Node:
    """Return the node with each equation of the subscript applied."""
    for part in _divided(below, ","):
        sides = _divided(part, "=")
        if len(sides) != 2 or not all(sides):
            raise NotUnderstood("a bar that does not say where to evaluate")
        node = _with_equation(parser, node, *sides)
    return node


def _divided(tokens: Sequence[Token], mark: str) -> list[Sequence[Token]]:
    level = depths(tokens)
    places = [n for n, token in enumerate(tokens) if token.is_mark(mark) and not level[n]]
    starts, ends = [0, *(place + 1 for place in places)], [*places, len(tokens)]
    return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]


def _with_equation(
    parser: Parsing, node: Node, left: Sequence[Token], right: Sequence[Token]
) -> Node:
    if len(left) != 1 or not (left[0].kind in ("letter", "upright") or left[0].text in GREEK):
        raise NotUnderstood("an evaluation at more than a letter")
    letter = left[0].text
    is_index = any(letter == index.name for index in _indices(node))
    is_name = any(_is_letter(part, letter) for part in walk(node))
    if is_index == is_name:
        raise NotUnderstood(_NOT_THERE)
    if is_name:
        _check_derivatives(node, letter)
        value = parser.inner(right)
        return _replaced(node, lambda part: value if _is_letter(part, letter) else part)
    bound = (one.name for part in walk(node) if isinstance(part, Series) for one in part.letters)
    indices = index_list(right)
    if letter in bound or len(indices) != 1:
        raise NotUnderstood(_NOT_THERE)
    return _replaced(node, lambda part: indices[0] if _is_index(part, letter) else part)


def _indices(node: Node) -> list[Index]:
    found: list[Index] = []

    def kept(part: Any) -> Any:
        if isinstance(part, Index):
            found.append(part)
        return part

    _replaced(node, kept)
    return found


def _is_letter(part: Any, letter: str) -> bool:
    return isinstance(part, Symbol) and (part.base, part.tag, part.indices) == (letter, "", ())


def _is_index(part: Any, letter: str) -> bool:
    return isinstance(part, Index) and part.name == letter


def _check_derivatives(node: Node, letter: str) -> None:
    for part in walk(node):
        if isinstance(part, Derivative) and any(_is_letter(one, letter) for one in walk(part.by)):
            names = [one for one in walk(part.of) if isinstance(one, Symbol) and one.base != "e"]
            if not all(_is_letter(one, letter) for one in names):
                raise NotUnderstood("an evaluation of a derivative in which other names stand")


def _replaced(node: Node, change: Callable[[Any], Any]) -> Node:
    """Return the node with a change made to every node and index, the innermost first."""

    def changed(part: Any) -> Any:
        return change(rebuilt(part, changed) if isinstance(part, Node) else part)

    made: Node = changed(node)
    return made
