r"""Parse what begins with a name: functions, differentials, ``diag``, traces and symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.derivation.grammar import derivatives, indicators
from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import closing_place
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Component,
    Derivative,
    Diagonal,
    FunctionCall,
    Index,
    Indicator,
    Node,
    Number,
    Operand,
    Power,
    Symbol,
    Trace,
)
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.scripts import Scripts, index_list, read_scripts

EULER = Symbol("e")
ANY = r"\cdot"
"""The argument of a function of which is said something for all arguments."""
_TRACES = ("tr", "Tr", "trace")
_DELTAS = (r"\delta", "I")
_DIAGONALS = ("diag", "Diag", "DIAG")


def diagonal(parser: Parsing) -> Node:
    """Parse ``diag(v)``."""
    start = parser.cursor.position
    parser.cursor.take()
    inside = parser.cursor.inside(parser.cursor.take().text)
    return Diagonal(parser.inner(inside), span=parser.cursor.span_from(start))


def _trace(parser: Parsing, start: int) -> Node:
    bracket = parser.cursor.take_mark("(", "[", r"\{", "{")
    inside = parser.inner(parser.cursor.inside(bracket.text)) if bracket else parser.term()
    return Trace(inside, span=parser.cursor.span_from(start))


def named(parser: Parsing) -> Node:
    """Parse what begins with a name: a call, a differential, an indicator or a symbol."""
    start = parser.cursor.position
    token = parser.cursor.take()
    name = token.text
    if token.kind == "word" and name in _DIAGONALS and parser.cursor.next.is_mark("(", "[", "{"):
        parser.cursor.position -= 1
        return diagonal(parser)
    if name in _DELTAS and parser.cursor.next.is_mark("(", "["):
        indicator = indicators.indicator_of_two(parser, start)
        if indicator is not None:
            return indicator
    if token.kind == "word" and name in _TRACES:
        return _trace(parser, start)
    if derivatives.begins_differential(token, parser.cursor.next):
        return derivatives.differential(parser, start)
    if parser.vocabulary.is_function(name) and _is_called(parser, name):
        return _call(parser, name, start)
    return symbol(parser, name, start)


def _is_called(parser: Parsing, name: str) -> bool:
    """Look past primes and powers for an opening bracket."""
    cursor = parser.cursor
    place = cursor.position
    try:
        scripts = read_scripts(cursor, takes_tag=False)
        bracket = cursor.next.is_mark("(", "[")
        scripts = parser.transposing(scripts)
    finally:
        cursor.position = place
    if parser.vocabulary.is_spelled_out(name):
        return bracket or not (scripts.indices or scripts.tag)
    plain = not (scripts.indices or scripts.tag or scripts.transposed)
    return plain and bracket


def _call(parser: Parsing, name: str, start: int) -> Node:
    scripts = read_scripts(parser.cursor, takes_tag=False)
    if scripts.tag or scripts.transposed or scripts.suffix or scripts.by:
        raise NotUnderstood(f"a script on the function '{name}'")
    is_open = not parser.cursor.next.is_mark("(", "[", r"\{", "{")
    argument = _argument(parser, name)
    span = parser.cursor.span_from(start)
    operand = Operand.OPEN if is_open else Operand.ENCLOSED
    node: Node = FunctionCall(name, argument, scripts.primes, operand, span=span)
    if scripts.indices:
        node = Component(node, scripts.indices, span=span)
    for power in scripts.powers:
        exponent = parser.inner(power)
        if not isinstance(exponent, Number):
            raise NotUnderstood(f"a power of the function '{name}' that is no number")
        node = Power(node, exponent, span=span)
    return node


def _argument(parser: Parsing, name: str) -> Node:
    bracket = parser.cursor.take_mark("(", "[", r"\{", "{")
    if bracket:
        inside = parser.cursor.inside(bracket.text)
        if len(inside) == 1 and inside[0].is_command(ANY):
            return Symbol(ANY, span=inside[0].span)  # h(\cdot)
        return parser.inner(inside)
    if not parser.vocabulary.is_spelled_out(name):
        raise NotUnderstood(f"the function '{name}' without an argument")
    if parser.cursor.next.kind == "finish":
        return Symbol(ANY)  # \exp' = \exp
    return parser.factor()


def symbol(parser: Parsing, base: str, start: int) -> Node:
    """Parse the scripts of a name that was taken already, which began at ``start``."""
    tagged = base in parser.vocabulary.tagged | parser.vocabulary.numbered
    scripts = read_scripts(parser.cursor, takes_tag=tagged, takes_name=base != EULER.base)
    scripts = parser.transposing(scripts)
    base += "'" * scripts.primes
    if scripts.suffix[1:] in parser.vocabulary.classes and not scripts.indices:
        scripts.indices, scripts.suffix = (Index(scripts.suffix[1:]),), ""
    base += scripts.suffix
    span = parser.cursor.span_from(start)
    if base in (r"\delta", "I") and len(scripts.indices) == 2 and not scripts.tag:
        node: Node = Indicator((indicators.equal(scripts.indices),), span=span)
    else:
        tag, indices = _layer(parser, base, scripts)
        if _skip_arguments(parser, base) and not indices and parser.cursor.take_mark("_"):
            indices = index_list(parser.cursor.group())
            span = parser.cursor.span_from(start)
        node = _differentiated(parser, Symbol(base, tag, indices, span=span), scripts)
    return parser.raised(node, scripts, start)


def _differentiated(parser: Parsing, symbol: Symbol, scripts: Scripts) -> Node:
    """Read ``L_{z_k}`` and ``L_z`` as derivatives, where L is a number and z has indices."""
    words = parser.vocabulary
    if scripts.by:
        return Derivative(symbol, parser.inner(scripts.by), span=symbol.span)
    if symbol.base in words.scalars and len(symbol.indices) == 1:
        name = symbol.indices[0].name
        if name in words.vectors and name not in words.letters:
            by = Symbol(name, span=symbol.indices[0].span)
            return Derivative(replace(symbol, indices=()), by, span=symbol.span)
    return symbol


def _layer(parser: Parsing, base: str, scripts: Scripts) -> tuple[str, tuple[Index, ...]]:
    """Read W_1 as the first layer's weights: one number is no index of a matrix."""
    indices = scripts.indices
    untagged = base in parser.vocabulary.tagged and not scripts.tag
    if untagged and len(indices) == 1 and indices[0].is_number:
        return indices[0].name, ()
    return scripts.tag, indices


def _skip_arguments(parser: Parsing, base: str) -> bool:
    """Pass over the list of what a quantity depends on: y_k(x, w), E(w)."""
    cursor = parser.cursor
    if base not in parser.vocabulary.computed or not cursor.next.is_mark("("):
        return False
    end = closing_place(cursor.tokens, cursor.position + 1, "(")
    inside = cursor.tokens[cursor.position + 1 : end]
    if not inside or not all(_lists_names(token) for token in inside):
        return False
    if any(token.is_mark(",", ";", "|") for token in inside) or _is_bare(inside):
        cursor.position = end + 1
        return True
    if sum(token.kind in ("letter", "command") for token in inside) <= 2:
        raise NotUnderstood(f"'{base}(..)' may be a product or a list of arguments")
    return False


def _lists_names(token: Token) -> bool:
    return (
        token.kind in ("letter", "number", "word", "upright")
        or token.text in GREEK
        or token.is_mark("_", "^", "{", "}", "(", ")", "[", "]", ",", ";", "|")
        or token.is_command(r"\dots")
    )


def _is_bare(tokens: Sequence[Token]) -> bool:
    names = [t for t in tokens if t.kind != "number" and not t.is_mark("{", "}")]
    return len(names) == 1 and not any(token.is_mark("_") for token in tokens)
