r"""Parse one factor: number, bracket, symbol, call, fraction, derivative, sum or cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.derivation.grammar import bars, cases, derivatives, indicators, named
from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
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
)
from grader.derivation.grammar.parsing import Parsing

RATE = r"\dot"
"""The accent for a derivative by what only the document knows."""
_ACCENTS = (r"\hat", r"\bar", r"\tilde", RATE, r"\overline", r"\check", r"\breve")
_HALF = Number(Fraction(1, 2))


def primary(parser: Parsing) -> Node:
    """Parse one factor without what is written above and below brackets."""
    token = parser.cursor.next
    if token.kind == "number":
        return _number(parser)
    if token.kind == "begin":
        return cases.case_distinction(parser)
    if token.kind in ("mark", "command") and token.text in _SPECIAL:
        return _SPECIAL[token.text](parser)
    if token.kind in ("letter", "upright", "word") or token.text in GREEK:
        return named.named(parser)
    if token.kind == "command" and parser.vocabulary.is_function(token.text):
        return named.named(parser)
    raise NotUnderstood(f"unexpected '{token.text}'")


def _number(parser: Parsing) -> Node:
    token = parser.cursor.next
    if token.text == "1" and parser.cursor.ahead(1).text in ("_", r"\{"):
        return indicators.ones(parser)
    parser.cursor.take()
    return Number(Fraction(token.text), span=token.span)


def _bracket(parser: Parsing) -> Node:
    start = parser.cursor.position
    opening = parser.cursor.take().text
    if opening == r"\{" and parser.cursor.next.kind == "begin":
        return cases.case_distinction(parser)
    tokens = parser.cursor.inside(opening)
    if opening == "[" and cases.is_condition(tokens):
        conditions = cases.conditions(tokens)
        return Indicator(conditions, span=parser.cursor.span_from(start))
    if opening == "(" and any(token.is_mark(",") for token in _outermost(tokens)):
        return _listed(parser, tokens, start)
    inside = parser.inner(tokens)
    return _evaluated_bracket(parser, inside) if opening == "[" else inside


def _outermost(tokens: Sequence[Token]) -> list[Token]:
    return [token for token, depth in zip(tokens, depths(tokens), strict=True) if not depth]


def _listed(parser: Parsing, tokens: Sequence[Token], start: int) -> Node:
    """Parse a vector by its entries: ``(y_1, y_2 - 1, y_3)^T``."""
    level = depths(tokens)
    ends = [n for n, t in enumerate(tokens) if not level[n] and t.is_mark(",")]
    if parser.cursor.next.is_mark("^") and not _is_transposed(parser):
        raise NotUnderstood("unexpected ','")  # (0, 1)^K: a set
    pairs = zip([0, *(end + 1 for end in ends)], [*ends, len(tokens)], strict=True)
    entries = tuple(parser.inner(tokens[first:end]) for first, end in pairs)
    return Matrix((entries,), span=parser.cursor.span_from(start))


def _is_transposed(parser: Parsing) -> bool:
    """Return True if the superscript that comes next is the sign of a transpose."""
    above = (parser.cursor.ahead(count) for count in (1, 2))
    sign = next((token for token in above if not token.is_mark("{")), parser.cursor.next)
    return sign.text == "T" or sign.is_command(r"\top")


def _evaluated_bracket(parser: Parsing, inside: Node) -> Node:
    r"""Parse what is below a square bracket where it says at what to evaluate: ``[A]_{u = 0}``."""
    place = parser.cursor.position
    if parser.cursor.take_mark("_"):
        below = parser.cursor.group()
        if bars.says_where(below):
            return bars.evaluated(parser, inside, below)
    parser.cursor.position = place
    return inside


def _fraction(parser: Parsing) -> Node:
    start = parser.cursor.position
    parser.cursor.take()
    above, below = parser.cursor.group(), parser.cursor.group()
    if derivatives.is_differential(above) and derivatives.is_differential(below):
        return derivatives.fraction(parser, above, below, start)
    numerator, denominator = parser.inner(above), parser.inner(below)
    return Quotient(numerator, denominator, span=parser.cursor.span_from(start))


def _root(parser: Parsing) -> Node:
    start = parser.cursor.position
    parser.cursor.take()
    if parser.cursor.next.is_mark("["):
        raise NotUnderstood("a root other than the square root")
    operand = parser.inner(parser.cursor.group())
    return Power(operand, _HALF, span=parser.cursor.span_from(start))


def _series(parser: Parsing) -> Node:
    start = parser.cursor.position
    kind = parser.cursor.take().text
    lower: tuple[Token, ...] = ()
    upper: tuple[Token, ...] = ()
    while parser.cursor.next.is_mark("_", "^"):
        if parser.cursor.take().text == "_":
            lower = parser.cursor.group()
        else:
            upper = parser.cursor.group()
    letters, first, conditions = cases.bounds(lower)
    sign = parser.cursor.take_mark("-")
    body: Node = parser.term()
    if sign:
        body = Negative(body, span=body.span)
    last = "".join(token.text for token in upper)
    span = parser.cursor.span_from(start)
    return Series(kind, letters, body, first, last, conditions, span=span)


def _accent(parser: Parsing) -> Node:
    start = parser.cursor.position
    accent = parser.cursor.take().text.replace(r"\overline", r"\bar")
    inside = [token for token in parser.cursor.group() if not token.is_mark("{", "}")]
    if len(inside) == 1 and (inside[0].kind == "letter" or inside[0].text in GREEK):
        return named.symbol(parser, f"{accent} {inside[0].text}", start)
    raise NotUnderstood(f"'{accent}' over more than a letter")


def _brace(parser: Parsing) -> Node:
    parser.cursor.take()
    inside = parser.inner(parser.cursor.group())
    while parser.cursor.next.is_mark("_", "^") and parser.cursor.ahead(1).is_mark("{"):
        parser.cursor.take()
        inside = replace(inside, label=_label(parser, parser.cursor.group()))
    return inside


def _label(parser: Parsing, tokens: Sequence[Token]) -> Node | None:
    """Return the name that stands at a brace; all else there is an annotation."""
    try:
        label = parser.inner(tokens)
    except NotUnderstood:
        return None
    return label if isinstance(label, Symbol) else None


def _coloured(parser: Parsing) -> Node:
    parser.cursor.take()
    parser.cursor.group()
    return parser.inner(parser.cursor.group())


def _inner_product(parser: Parsing) -> Node:
    r"""Parse ``\langle u, v \rangle``."""
    start = parser.cursor.position
    parser.cursor.take()
    inside = parser.cursor.inside(r"\langle")
    level = depths(inside)
    commas = [n for n, t in enumerate(inside) if not level[n] and t.is_mark(",", "|")]
    if len(commas) != 1:
        raise NotUnderstood("angle brackets around other than two vectors")
    factors = parser.inner(inside[: commas[0]]), parser.inner(inside[commas[0] + 1 :])
    return Product(factors, (".",), span=parser.cursor.span_from(start))


_SPECIAL: dict[str, Callable[[Parsing], Node]] = {
    "(": _bracket,
    "[": _bracket,
    "{": _bracket,
    r"\{": _bracket,
    r"\left.": bars.left_out_bracket,
    r"\frac": _fraction,
    r"\sqrt": _root,
    r"\sum": _series,
    r"\prod": _series,
    r"\partial": derivatives.inline,
    r"\nabla": derivatives.nabla,
    r"\underbrace": _brace,
    r"\overbrace": _brace,
    r"\textcolor": _coloured,
    indicators.ONES: indicators.ones,
    r"\diag": named.diagonal,
    r"\langle": _inner_product,
    **dict.fromkeys(_ACCENTS, _accent),
}
