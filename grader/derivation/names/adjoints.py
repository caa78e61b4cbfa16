r"""Read ``dz``, ``dW`` as names of derivatives: as in programs, they stand for dE/dz, dE/dW.

A differential is never equal to what holds no differential.  So where a document sets ``dz`` equal
to such, and nowhere takes the differential of the number that is differentiated, it means this.

In a batch whose error is a mean, ``dZ = A - Y`` and ``dW = \frac{1}{m} dZ X^T`` are a custom: the
derivatives by what belongs to samples are those of the sum then, and those by parameters not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.derivation.grammar.nodes import (
    Derivative,
    Differential,
    Node,
    Product,
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
    adjoints = _Adjoints(specification, root, _is_of_sum(chains, specification))
    return tuple(
        replace(
            chain,
            sides=tuple(
                side if side.node is None else replace(side, node=adjoints.changed(side.node))
                for side in chain.sides
            ),
        )
        for chain in chains
    )


def _root(specification: Specification) -> Symbol | None:
    """Return a name of the last number of the graph: what is differentiated."""
    numbers = [one.name for one in specification.computed if not one.sorts]
    named = (key for key, meant in specification.names.items() if numbers[-1:] == [meant[0]])
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


def _is_of_sum(chains: Sequence[Chain], specification: Specification) -> bool:
    r"""Return True if ``dZ`` leaves out the 1/N of a mean: ``dW = \frac{1}{N} ..`` has it."""
    totals = (one.formula for one in specification.computed if not one.sorts)
    averaged = any(_names_size(formula, specification) for formula in totals if formula)
    heads = (chain for chain in chains if _of_samples(chain.sides[0].node, specification))
    return averaged and not any(
        _names_size(node, specification) for chain in heads for node in chain.nodes[1:]
    )


def _names_size(node: Node, specification: Specification) -> bool:
    size = specification.sample_sort
    return any(isinstance(part, Symbol) and part.base == size for part in walk(node))


def _of_samples(node: Node | None, specification: Specification) -> bool:
    """Return True for the differential of what every sample has, which no parameter is."""
    if not isinstance(node, Differential) or not isinstance(node.of, Symbol):
        return False
    return not specification.parameters & {
        *specification.names.get((node.of.base, node.of.tag), ())
    }


@dataclass(frozen=True)
class _Adjoints:
    """Derivatives for differentials; ``is_of_sum`` says that those by samples are of the sum."""

    specification: Specification
    root: Symbol
    is_of_sum: bool

    def changed(self, part: Any) -> Any:
        """Return an expression with derivatives in the place of differentials of names."""
        if not isinstance(part, Differential) or not isinstance(part.of, Symbol):
            return rebuilt(part, self.changed) if isinstance(part, Node) else part
        made = Derivative(self.root, part.of, span=part.span)
        if not self.is_of_sum or not _of_samples(part, self.specification):
            return made
        size = Symbol(self.specification.sample_sort, span=part.span)
        return Product((size, made), ("",), span=part.span)
