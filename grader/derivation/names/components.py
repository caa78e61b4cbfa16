r"""Read a chain about one unit: h and a in ``\frac{dh}{da} = 1 - h^2`` are those of any unit.

Whole vectors would make a matrix of such a derivative.  Where a chain differentiates by a vector's
bare name, and neither matrices nor signs of vectors stand in it, it is about one component each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.derivation.grammar.nodes import (
    Component,
    Derivative,
    Diagonal,
    FunctionCall,
    Index,
    Matrix,
    Node,
    Product,
    Series,
    Symbol,
    Trace,
    Transpose,
    rebuilt,
    walk,
)
from grader.derivation.names.specification import NameKey, Specification
from grader.derivation.source.statements import Chain

_OF_VECTORS = (Transpose, Diagonal, Trace, Matrix, Series, Component)


def with_components(chains: Sequence[Chain], specification: Specification) -> tuple[Chain, ...]:
    """Return the chains with an index at every name, where a chain is about one component."""
    letters = {**_own_letters(chains), **_letters(specification)}
    return tuple(_of_one(chain, letters, specification) for chain in chains)


def _letters(specification: Specification) -> dict[NameKey, str]:
    """Return the letter that runs over each vector of the statement, but for those of families."""
    return {
        key: specification.ranges[quantity.sorts[0]].letters[0]
        for key, named in specification.names.items()
        for quantity in (specification.quantities[named[0]],)
        if len(quantity.sorts) == 1 and not _is_family(quantity.formula, specification)
    }


def _is_family(formula: Node | None, specification: Specification) -> bool:
    return isinstance(formula, FunctionCall) and _is_of_vector(formula.function, specification)


def _is_of_vector(name: str, specification: Specification) -> bool:
    named = (name, *specification.function_names.get(name, ()))
    found = (specification.functions[one] for one in named if one in specification.functions)
    return any(one.index for one in found)


def _own_letters(chains: Sequence[Chain]) -> dict[NameKey, str]:
    """Return the letter with which a document defines each of its own vectors."""
    heads = (chain.sides[0].node for chain in chains if len(chain.sides) > 1)
    return {
        (head.base, head.tag): head.indices[0].name
        for head in heads
        if isinstance(head, Symbol) and len(head.indices) == 1 and not head.indices[0].is_number
    }


def _of_one(chain: Chain, letters: dict[NameKey, str], specification: Specification) -> Chain:
    parts = [part for node in chain.nodes for part in walk(node)]
    if not any(_is_slope(part, letters) for part in parts) or any(map(_is_of_vectors, parts)):
        return chain
    symbols = [part for part in parts if isinstance(part, Symbol) and part.base != "e"]
    own = [letters.get((one.base, one.tag), "") for one in symbols]
    sorts = {specification.sort_of(letter) or letter for letter in own}
    indexed = any(one.indices for one in symbols)
    calls = (part for part in parts if isinstance(part, FunctionCall))
    if indexed or len(sorts) != 1 or any(_is_of_vector(c.function, specification) for c in calls):
        return chain
    index = Index(own[0])

    def changed(part: Any) -> Any:
        if isinstance(part, Symbol):
            return part if part.base == "e" else replace(part, indices=(index,))
        return rebuilt(part, changed) if isinstance(part, Node) else part

    sides = (
        side if side.node is None else replace(side, node=changed(side.node))
        for side in chain.sides
    )
    return replace(chain, sides=tuple(sides))


def _is_slope(part: Node, letters: dict[NameKey, str]) -> bool:
    by = part.by if isinstance(part, Derivative) else None
    return isinstance(by, Symbol) and (by.base, by.tag) in letters and not by.indices


def _is_of_vectors(part: Node) -> bool:
    return isinstance(part, _OF_VECTORS) or (
        isinstance(part, Product) and not {*part.operators} <= {"", ".", "/"}
    )
