"""Single changes of a side: the small slips that people make.

an index renamed, two indices swapped · a sign · a layer tag · a power dropped or missing ·
a factor or term dropped · a fraction upside down · u for 1 - u · another name · a transpose ·
a sum left out, or over too much
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.derivation.grammar.nodes import (
    Addition,
    Branch,
    Condition,
    FunctionCall,
    Index,
    Indicator,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Series,
    Span,
    Symbol,
    Transpose,
)

_ONE = Number(Fraction(1))
_TWO = Number(Fraction(2))


@dataclass(frozen=True)
class TreeEdit:
    """A change: what kind, where, and the part before and after it."""

    kind: str
    before: Node | Index
    after: Node | Index | None

    @property
    def span(self) -> Span:
        """The place of what is changed."""
        return self.before.span


Changed = tuple[Any, TreeEdit]
Local = Callable[[Any], Iterator[Changed]]


def everywhere(node: Any, local: Local) -> Iterator[Changed]:
    """Yield the expression with one part of it changed, for every part and every change."""
    yield from local(node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return
    for part in dataclasses.fields(node):
        value = getattr(node, part.name)
        for changed, edit in _inside(value, local):
            yield dataclasses.replace(node, **{part.name: changed}), edit


def _inside(value: Any, local: Local) -> Iterator[Changed]:
    if isinstance(value, Node | Index | Branch | Condition):
        yield from everywhere(value, local)
    elif isinstance(value, tuple) and not isinstance(value, Span):
        for place, item in enumerate(value):
            for changed, edit in _inside(item, local):
                yield (*value[:place], changed, *value[place + 1 :]), edit


def rename_index(letters: Sequence[str]) -> Local:
    """Give one index another letter."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Index):
            for letter in letters:
                if letter != node.name:
                    renamed = Index(letter, node.span)
                    yield renamed, TreeEdit("index", node, renamed)

    return local


def swap_indices(node: Any) -> Iterator[Changed]:
    """Swap the two indices of a name."""
    if isinstance(node, Symbol) and len(node.indices) == 2:
        swapped = dataclasses.replace(node, indices=node.indices[::-1])
        yield swapped, TreeEdit("swap", node, swapped)


def change_sign(node: Any) -> Iterator[Changed]:
    """Change the sign of a term or a factor."""
    if isinstance(node, Negative):
        yield node.operand, TreeEdit("sign", node, node.operand)
    elif isinstance(node, Addition):
        for place, term in enumerate(node.terms):
            if not isinstance(term, Negative):
                terms = (*node.terms[:place], Negative(term), *node.terms[place + 1 :])
                yield dataclasses.replace(node, terms=terms), TreeEdit("sign", term, Negative(term))
    elif isinstance(node, Series | Product):
        yield Negative(node), TreeEdit("sign", node, Negative(node))


def change_power(node: Any) -> Iterator[Changed]:
    """Drop a power, or square what is not."""
    if isinstance(node, Power):
        yield node.base, TreeEdit("power", node, node.base)
        if isinstance(node.base, Addition):
            yield from _power_on_a_term(node, node.base)
    elif isinstance(node, Symbol | FunctionCall):
        yield Power(node, _TWO, span=node.span), TreeEdit("square", node, Power(node, _TWO))


def _power_on_a_term(node: Power, base: Addition) -> Iterator[Changed]:
    """Move a power from a sum to one of its terms: 1 - u^2 for (1 - u)^2."""
    for place, term in enumerate(base.terms):
        inner = term.operand if isinstance(term, Negative) else term
        raised: Node = Power(inner, node.exponent, span=inner.span)
        raised = Negative(raised, span=term.span) if isinstance(term, Negative) else raised
        terms = (*base.terms[:place], raised, *base.terms[place + 1 :])
        moved = Addition(terms, span=node.span)
        yield moved, TreeEdit("power", node, moved)


def drop_part(node: Any) -> Iterator[Changed]:
    """Leave out a factor or a term."""
    if isinstance(node, Product) and "/" not in node.operators:
        for place, factor in enumerate(node.factors):
            factors = (*node.factors[:place], *node.factors[place + 1 :])
            operators = node.operators[:-1] if place else node.operators[1:]
            rest = factors[0] if len(factors) == 1 else Product(factors, operators, span=node.span)
            yield rest, TreeEdit("extra factor", factor, None)
    elif isinstance(node, Addition):
        for place, term in enumerate(node.terms):
            terms = (*node.terms[:place], *node.terms[place + 1 :])
            rest = terms[0] if len(terms) == 1 else Addition(terms, span=node.span)
            yield rest, TreeEdit("extra term", term, None)


def invert(node: Any) -> Iterator[Changed]:
    """Turn a fraction upside down."""
    if isinstance(node, Quotient):
        turned = Quotient(node.denominator, node.numerator, span=node.span)
        yield turned, TreeEdit("fraction", node, turned)


def complement(node: Any) -> Iterator[Changed]:
    """Take 1 - u for u, or u for 1 - u."""
    if isinstance(node, Symbol | FunctionCall | Power):
        taken = Addition((_ONE, Negative(node)), span=node.span)
        yield taken, TreeEdit("complement", node, taken)
    if isinstance(node, Addition) and len(node.terms) == 2 and node.terms[0] == _ONE:
        second = node.terms[1]
        if isinstance(second, Negative):
            yield second.operand, TreeEdit("complement", node, second.operand)


def rename(names: Sequence[tuple[str, str, int]]) -> Local:
    """Take another name that is used with as many indices, or another layer tag."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Symbol):
            for base, tag, rank in names:
                if (base, tag) != (node.base, node.tag) and rank == len(node.indices):
                    other = dataclasses.replace(node, base=base, tag=tag)
                    kind = "tag" if base == node.base else "name"
                    yield other, TreeEdit(kind, node, other)

    return local


def replace_name(others: Sequence[Node]) -> Local:
    """Take another name with its indices."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Symbol):
            for other in others:
                if isinstance(other, Symbol) and other != node:
                    yield other, TreeEdit("name", node, other)

    return local


def change_function(functions: Sequence[str]) -> Local:
    """Leave a function out, take another one, or one that is missing; add or drop a prime."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, FunctionCall):
            yield node.argument, TreeEdit("function", node, node.argument)
            primed = dataclasses.replace(node, primes=1 - min(node.primes, 1))
            yield primed, TreeEdit("function", node, primed)
        if isinstance(node, FunctionCall | Symbol | Series):
            for name in functions:
                called = FunctionCall(name, node, span=node.span)
                yield called, TreeEdit("function", node, called)

    return local


def change_one(letters: Sequence[str]) -> Local:
    """Take Kronecker's delta for 1, or 1 for an indicator."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Indicator):
            yield _ONE, TreeEdit("name", node, _ONE)
        elif node == _ONE:
            for left, right in itertools.combinations(letters, 2):
                delta = Indicator((Condition(Index(left), Index(right)),), span=node.span)
                yield delta, TreeEdit("name", node, delta)

    return local


def replace_one(factors: Sequence[Node]) -> Local:
    """Take an expression of the document for 1."""

    def local(node: Any) -> Iterator[Changed]:
        if node == _ONE:
            for factor in factors:
                yield factor, TreeEdit("name", node, factor)

    return local


def transpose(node: Any) -> Iterator[Changed]:
    """Add or drop a transpose."""
    if isinstance(node, Transpose):
        yield node.operand, TreeEdit("transpose", node, node.operand)
    elif isinstance(node, Symbol) and not node.indices:
        turned = Transpose(node, span=node.span)
        yield turned, TreeEdit("transpose", node, turned)


def change_sum(node: Any) -> Iterator[Changed]:
    """Drop a sum, its condition or its bounds."""
    if isinstance(node, Series):
        yield node.body, TreeEdit("extra sum", node, node.body)
        if node.conditions or node.lower is not None:
            whole = dataclasses.replace(node, conditions=(), lower=None)
            yield whole, TreeEdit("range", node, whole)


def add_sum(letters: Sequence[str]) -> Local:
    """Sum over a letter that is not summed over."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Product | Symbol):
            for letter in letters:
                summed = Series(r"\sum", (Index(letter),), node, span=node.span)
                yield summed, TreeEdit(f"missing sum {letter}", node, summed)

    return local


def add_condition(letters: Sequence[str]) -> Local:
    """Leave one term out of a sum."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Series) and not node.conditions:
            for letter in letters:
                if letter not in {own.name for own in node.letters}:
                    unequal = Condition(node.letters[0], Index(letter), equal=False)
                    less = dataclasses.replace(node, conditions=(unequal,))
                    yield less, TreeEdit("range", node, less)

    return local


def add_factor(factors: Sequence[Node]) -> Local:
    """Multiply a product, or a name that stands alone, by one more factor."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Product):
            for factor in factors:
                more = Product((*node.factors, factor), (*node.operators, ""), span=node.span)
                yield more, TreeEdit("missing factor", node, factor)
        elif isinstance(node, Symbol | Addition | Indicator | FunctionCall | Power):
            for factor in factors:
                more = Product((node, factor), ("",), span=node.span)
                yield more, TreeEdit("missing factor", node, factor)

    return local


def add_term(terms: Sequence[Node]) -> Local:
    """Add one more term."""

    def local(node: Any) -> Iterator[Changed]:
        if isinstance(node, Addition | Symbol | FunctionCall | Product | Power):
            own = node.terms if isinstance(node, Addition) else (node,)
            for term in terms:
                if term not in own:
                    more = Addition((*own, term), span=node.span)
                    yield more, TreeEdit("missing term", node, term)

    return local
