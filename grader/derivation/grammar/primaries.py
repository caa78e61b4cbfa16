r"""Parse one factor: number, bracket, symbol, call, fraction, derivative, sum or cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.derivation.grammar import bars, cases, derivatives
from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.cursor import closing_place, depths
from grader.derivation.grammar.lexer import Token
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    ONE,
    Component,
    Condition,
    Derivative,
    Diagonal,
    FunctionCall,
    Index,
    Indicator,
    Matrix,
    Negative,
    Node,
    Number,
    Operand,
    Power,
    Product,
    Quotient,
    Series,
    Symbol,
    Trace,
)
from grader.derivation.grammar.parsing import Parsing
from grader.derivation.grammar.scripts import Scripts, index_list, read_scripts

EULER = Symbol("e")
ONES = r"\mathbb1"
ANY = r"\cdot"
"""The argument of a function of which is said something for all arguments."""
RATE = r"\dot"
"""The accent for a derivative by what only the document knows."""
_ACCENTS = (r"\hat", r"\bar", r"\tilde", RATE, r"\overline", r"\check", r"\breve")
_TRACES = ("tr", "Tr", "trace")
_DELTAS = (r"\delta", "I")
_DIAGONALS = ("diag", "Diag", "DIAG")
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
        return _named(parser)
    if token.kind == "command" and parser.vocabulary.is_function(token.text):
        return _named(parser)
    raise NotUnderstood(f"unexpected '{token.text}'")


def _number(parser: Parsing) -> Node:
    token = parser.cursor.next
    if token.text == "1" and parser.cursor.ahead(1).text in ("_", r"\{"):
        return _ones(parser)
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
        return _symbol(parser, f"{accent} {inside[0].text}", start)
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


def _ones(parser: Parsing) -> Node:
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
    return Indicator((_equal(index_list(tokens)),), span=span)


def _indicator_of_two(parser: Parsing, start: int) -> Indicator | None:
    r"""Parse ``\delta(l, k)`` and ``I(l = k)``; leave any other bracket alone."""
    place = parser.cursor.position
    inside = parser.cursor.inside(parser.cursor.take().text)
    span = parser.cursor.span_from(start)
    if cases.is_condition(inside):
        return Indicator(cases.conditions(inside), span=span)
    if len(inside) == 3 and inside[1].is_mark(","):
        return Indicator((_equal(index_list(inside)),), span=span)
    parser.cursor.position = place
    return None


def _equal(indices: Sequence[Index]) -> Condition:
    if len(indices) != 2:
        raise NotUnderstood("an indicator of other than two indices")
    return Condition(indices[0], indices[1])


def _diagonal(parser: Parsing) -> Node:
    start = parser.cursor.position
    parser.cursor.take()
    inside = parser.cursor.inside(parser.cursor.take().text)
    return Diagonal(parser.inner(inside), span=parser.cursor.span_from(start))


def _trace(parser: Parsing, start: int) -> Node:
    bracket = parser.cursor.take_mark("(", "[", r"\{", "{")
    inside = parser.inner(parser.cursor.inside(bracket.text)) if bracket else parser.term()
    return Trace(inside, span=parser.cursor.span_from(start))


def _named(parser: Parsing) -> Node:
    start = parser.cursor.position
    token = parser.cursor.take()
    name = token.text
    if token.kind == "word" and name in _DIAGONALS and parser.cursor.next.is_mark("(", "[", "{"):
        parser.cursor.position -= 1
        return _diagonal(parser)
    if name in _DELTAS and parser.cursor.next.is_mark("(", "["):
        indicator = _indicator_of_two(parser, start)
        if indicator is not None:
            return indicator
    if token.kind == "word" and name in _TRACES:
        return _trace(parser, start)
    if derivatives.begins_differential(token, parser.cursor.next):
        return derivatives.differential(parser, start)
    if parser.vocabulary.is_function(name) and _is_called(parser, name):
        return _call(parser, name, start)
    return _symbol(parser, name, start)


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


def _symbol(parser: Parsing, base: str, start: int) -> Node:
    tagged = base in parser.vocabulary.tagged | parser.vocabulary.numbered
    scripts = read_scripts(parser.cursor, takes_tag=tagged, takes_name=base != EULER.base)
    scripts = parser.transposing(scripts)
    base += "'" * scripts.primes
    if scripts.suffix[1:] in parser.vocabulary.classes and not scripts.indices:
        scripts.indices, scripts.suffix = (Index(scripts.suffix[1:]),), ""
    base += scripts.suffix
    span = parser.cursor.span_from(start)
    if base in (r"\delta", "I") and len(scripts.indices) == 2 and not scripts.tag:
        node: Node = Indicator((_equal(scripts.indices),), span=span)
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
    ONES: _ones,
    r"\diag": _diagonal,
    r"\langle": _inner_product,
    **dict.fromkeys(_ACCENTS, _accent),
}
