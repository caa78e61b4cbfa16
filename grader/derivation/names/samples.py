r"""Drop the number of the sample: ``x^{(n)}`` and ``t_k^{(n)}`` are x and t_k of one sample.

A letter in brackets above a given quantity counts samples, unless the document sums over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.derivation.grammar.nodes import Node, Series, Symbol, rebuilt, walk
from grader.derivation.names.specification import Specification
from grader.derivation.source.statements import Chain


def with_one_sample(chains: Sequence[Chain], specification: Specification) -> tuple[Chain, ...]:
    """Return the chains without the letter that counts samples."""
    parts = [part for chain in chains for node in chain.nodes for part in walk(node)]
    summed = {i.name for part in parts if isinstance(part, Series) for i in part.letters}
    given = {one.name for one in specification.quantities.values() if one.is_given}
    given -= specification.parameters
    letters = {
        part.tag
        for part in parts
        if isinstance(part, Symbol)
        and part.tag.isalpha()
        and given & {*specification.names.get((part.base, ""), ())}
    }
    letters -= summed
    if not letters:
        return tuple(chains)
    return tuple(
        replace(
            chain,
            sides=tuple(
                side if side.node is None else replace(side, node=_untagged(side.node, letters))
                for side in chain.sides
            ),
        )
        for chain in chains
    )


def _untagged(part: Any, letters: set[str]) -> Any:
    inner = rebuilt(part, lambda one: _untagged(one, letters)) if isinstance(part, Node) else part
    return replace(inner, tag="") if isinstance(inner, Symbol) and inner.tag in letters else inner
