r"""Tell names from components: the z_1 of ``z_1 = W_1 x`` is a vector of its own.

A base letter with a number is a name of its own where a chain defines it by whole vectors, or
where the statement has no such letter and the document uses it with numbers only.  The same goes
for a letter with the name of a vector below it: the g_z of ``g_z = \nabla_z E``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.derivation.grammar.nodes import Node, Symbol, rebuilt, walk
from grader.derivation.names.specification import Specification
from grader.derivation.source.statements import Chain

_Numbered = tuple[str, str, str]


def with_numbered_names(chains: Sequence[Chain], specification: Specification) -> tuple[Chain, ...]:
    """Return the chains in which a letter with a number is one name, where it is a name."""
    names = {*_names(chains, specification), *_named_below(chains, specification)}
    if not names:
        return tuple(chains)
    return tuple(_renamed_chain(chain, names) for chain in chains)


def _names(chains: Sequence[Chain], specification: Specification) -> Iterator[_Numbered]:
    symbols = [p for c in chains for node in c.nodes for p in walk(node) if isinstance(p, Symbol)]
    lettered = {(one.base, one.tag) for one in symbols if one.indices and not _number(one)}
    for chain in chains:
        head = chain.sides[0].node
        formula = chain.sides[1].node if len(chain.sides) > 1 else None
        if not isinstance(head, Symbol) or not _number(head) or formula is None:
            continue
        key = head.base, head.tag
        is_own = key not in specification.names and key not in lettered
        if is_own or _has_whole_vector(formula, specification):
            yield head.base, head.tag, _number(head)


def _named_below(chains: Sequence[Chain], specification: Specification) -> Iterator[_Numbered]:
    """Yield unknown letters that have nothing but names of vectors below them."""
    words = specification.vocabulary()
    symbols = [p for c in chains for node in c.nodes for p in walk(node) if isinstance(p, Symbol)]
    below: dict[tuple[str, str], set[str]] = {}
    for one in symbols:
        if one.indices and (one.base, one.tag) not in specification.names:
            name = one.indices[0].name if len(one.indices) == 1 else ""
            below.setdefault((one.base, one.tag), set()).add(name)
    other = {index.name for one in symbols if len(one.indices) != 1 for index in one.indices}
    for (base, tag), names in below.items():
        if len(names) > 1 and names <= words.vectors - words.letters - other:
            yield from ((base, tag, name) for name in names)


def _number(symbol: Symbol) -> str:
    """Return the number that is a name's only index, or an empty text."""
    only = symbol.indices[0] if len(symbol.indices) == 1 else None
    return only.name if only is not None and only.is_number else ""


def _has_whole_vector(formula: Node, specification: Specification) -> bool:
    return any(
        isinstance(part, Symbol)
        and not part.indices
        and any(
            specification.quantities[name].sorts
            for name in specification.names.get((part.base, part.tag), ())
        )
        for part in walk(formula)
    )


def _renamed_chain(chain: Chain, names: set[_Numbered]) -> Chain:
    sides = tuple(
        side if side.node is None else replace(side, node=_renamed(side.node, names))
        for side in chain.sides
    )
    return replace(chain, sides=sides)


def _renamed(part: Any, names: set[_Numbered]) -> Any:
    if isinstance(part, Symbol) and len(part.indices) == 1:
        below = part.indices[0].name
        if (part.base, part.tag, below) in names:
            return dataclasses.replace(part, base=f"{part.base}_{below}", indices=())
    return rebuilt(part, lambda inner: _renamed(inner, names)) if isinstance(part, Node) else part
