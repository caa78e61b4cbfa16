"""Leave out given quantities that a document does not use, such as biases.

A statement may allow for a quantity that many derivations do without.  It counts for a document
that uses one of its names; for any other it is not there, neither in the graph nor among the names.
Where a document only differentiates by it and never adds it, it is there with the value zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from grader.derivation.grammar.indicators import ONES
from grader.derivation.grammar.nodes import (
    Addition,
    Derivative,
    Differential,
    Node,
    Symbol,
    rebuilt,
    walk,
)
from grader.derivation.names.specification import Names, Specification, frozen_names
from grader.derivation.source.statements import Chain


def with_layer_numbers(specification: Specification, chains: Sequence[Chain]) -> tuple[Chain, ...]:
    """Return the chains with the 1 of ``W_1 x + b_1`` as a layer: it is no component of b."""
    symbols = [p for c in chains for node in c.nodes for p in walk(node) if isinstance(p, Symbol)]
    has_matrices = any(one.base in specification.tagged and not one.indices for one in symbols)
    lettered = {one.base for one in symbols if one.indices and not one.indices[0].is_number}
    bases = {
        base
        for (base, _), named in specification.names.items()
        if base not in lettered and specification.optional.issuperset(named)
    }
    if not has_matrices or not bases:
        return tuple(chains)

    def numbered(part: Any) -> Any:
        inner = rebuilt(part, numbered) if isinstance(part, Node) else part
        if not isinstance(inner, Symbol) or inner.base not in bases or len(inner.indices) != 1:
            return inner
        return replace(inner, tag=inner.indices[0].name, indices=())

    return tuple(
        replace(
            chain,
            sides=tuple(replace(side, node=numbered(side.node)) for side in chain.sides),
        )
        for chain in chains
    )


def with_used_quantities(specification: Specification, chains: Sequence[Chain]) -> Specification:
    """Return the specification without the optional quantities that the chains do not use."""
    added, differentiated = _used(specification, chains, _terms), _used(specification, chains, _by)
    left = without(specification, specification.optional - added - differentiated)
    return replace(left, zero=differentiated - added)


def without(specification: Specification, unused: Iterable[str]) -> Specification:
    """Return the specification without some given quantities: they are zero wherever added."""
    gone = frozenset(unused)
    keys = {key for key, named in specification.names.items() if gone.issuperset(named)}
    quantities = {
        name: replace(one, formula=_without_terms(one.formula, keys)) if one.formula else one
        for name, one in specification.quantities.items()
        if name not in gone
    }
    profiles = (replace(one, names=_left(one.names, gone)) for one in specification.profiles)
    return replace(
        specification,
        quantities=MappingProxyType(quantities),
        parameters=specification.parameters - gone,
        names=_left(specification.names, gone),
        profiles=tuple(profiles),
        optional=specification.optional - gone,
    )


def _left(names: Names, gone: frozenset[str]) -> Names:
    kept = {key: tuple(one for one in named if one not in gone) for key, named in names.items()}
    return frozen_names({key: named for key, named in kept.items() if named})


def _without_terms(part: Any, keys: set[tuple[str, str]]) -> Any:
    if not isinstance(part, Node):
        return part
    inner = rebuilt(part, lambda one: _without_terms(one, keys))
    if not isinstance(inner, Addition):
        return inner
    terms = tuple(one for one in inner.terms if not _has_key(one, keys))
    return terms[0] if len(terms) == 1 else replace(inner, terms=terms)


def _has_key(node: Node, keys: set[tuple[str, str]]) -> bool:
    return isinstance(node, Symbol) and (node.base, node.tag) in keys


def _used(
    specification: Specification,
    chains: Sequence[Chain],
    inside: Callable[[Node], Iterable[Node]],
) -> frozenset[str]:
    """Return the optional quantities whose names stand inside of some parts, and are not defined.

    As a factor alone the letter is a name of the document's own: a bias is added.
    """
    own = set(_defined(chains))
    symbols = (
        symbol
        for chain in chains
        for node in chain.nodes
        for part in walk(node)
        for symbol in inside(part)
        if isinstance(symbol, Symbol) and (symbol.base, symbol.tag) not in own
    )
    return frozenset(name for symbol in symbols for name in _meant(specification, symbol))


def _terms(part: Node) -> Iterator[Node]:
    r"""Yield what is added, with the b of ``\\mathbf 1 b^T`` among it."""
    for term in part.terms if isinstance(part, Addition) else ():
        parts = list(walk(term))
        stacked = any(isinstance(one, Symbol) and one.base == ONES for one in parts)
        yield from parts if stacked else (term,)


def _by(part: Node) -> tuple[Node, ...]:
    """Return by what is differentiated."""
    if isinstance(part, Derivative):
        return (part.by,)
    return (part.of,) if isinstance(part, Differential) else ()


def _defined(chains: Sequence[Chain]) -> Iterator[tuple[str, str]]:
    for chain in chains:
        head = chain.sides[0].node
        others = chain.nodes[1:]
        if isinstance(head, Symbol) and others and not isinstance(others[0], Derivative):
            yield head.base, head.tag


def _meant(specification: Specification, symbol: Symbol) -> Iterator[str]:
    """Yield the optional quantities that a name may stand for, by the letters of its indices."""
    sorts = [specification.sort_of(index.name) for index in symbol.indices]
    for name in specification.names.get((symbol.base, symbol.tag), ()):
        own = specification.quantities[name].sorts
        pairs = zip(sorts, own, strict=False)
        if name in specification.optional and all(a in (None, b) for a, b in pairs):
            yield name
