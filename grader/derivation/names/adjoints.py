r"""Read ``dz``, ``dW`` as names of derivatives: as in programs, they stand for dE/dz, dE/dW.

A differential is never equal to what holds no differential.  So where a document sets ``dz`` equal
to such, and nowhere takes the differential of the number that is differentiated, it means this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.derivation.grammar.nodes import (
    Derivative,
    Differential,
    Node,
    Symbol,
    contains,
    rebuilt,
    walk,
)
from grader.derivation.names.specification import Specification
from grader.derivation.source.statements import Chain


def with_adjoints(chains: Sequence[Chain], specification: Specification) -> tuple[Chain, ...]:
    """Return the chains with derivatives for ``dz`` where the document means these."""
    root = _root(specification)
    if root is None or not _means_derivatives(chains, specification):
        return tuple(chains)
    return tuple(
        replace(
            chain,
            sides=tuple(
                side if side.node is None else replace(side, node=_changed(side.node, root))
                for side in chain.sides
            ),
        )
        for chain in chains
    )


def _root(specification: Specification) -> Symbol | None:
    """Return a name of the last number of the graph: what is differentiated."""
    numbers = [one.name for one in specification.computed if not one.sorts]
    named = (key for key, meant in specification.names.items() if meant == tuple(numbers[-1:]))
    key = next(named, None)
    return Symbol(*key) if key else None


def _means_derivatives(chains: Sequence[Chain], specification: Specification) -> bool:
    differentials = [
        part.of for chain in chains for node in chain.nodes for part in _differentials(node)
    ]
    scalars = specification.vocabulary().scalars
    if any(isinstance(one, Symbol) and one.base in scalars for one in differentials):
        return False
    return any(map(_equates, chains))


def _equates(chain: Chain) -> bool:
    head = chain.sides[0].node
    if not isinstance(head, Differential) or not isinstance(head.of, Symbol):
        return False
    others = [side.node for side in chain.sides[1:] if side.node is not None]
    return any(not contains(node, Differential) for node in others)


def _differentials(node: Node) -> Iterator[Differential]:
    return (part for part in walk(node) if isinstance(part, Differential))


def _changed(part: Any, root: Symbol) -> Any:
    if isinstance(part, Differential) and isinstance(part.of, Symbol):
        return Derivative(root, part.of, span=part.span)
    return rebuilt(part, lambda inner: _changed(inner, root)) if isinstance(part, Node) else part
