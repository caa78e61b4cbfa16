r"""Read which class is the true one where a document says it by its number.

``t_2 = 1``, ``t = e_2`` and ``t = (0, 1, 0)^T`` say that it is the second: ``E = -\ln y_2`` then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.derivation.grammar.named import EULER
from grader.derivation.grammar.nodes import ONE, Matrix, Node, Number, Symbol, Transpose
from grader.derivation.names.specification import Specification
from grader.derivation.source.statements import Chain


def with_true_place(specification: Specification, chains: Sequence[Chain]) -> Specification:
    """Return the specification with the place of the true class, if a chain gives its number."""
    target = next((one.of for one in specification.assumptions if one.kind == "one_hot"), None)
    if target is None:
        return specification
    first = specification.ranges[specification.quantities[target].sorts[-1]].first
    for chain in chains:
        head = chain.nodes[0] if len(chain.sides) == len(chain.nodes) == 2 else None
        if isinstance(head, Symbol) and _names(head, target, specification):
            number = _number(head, chain.nodes[1], first)
            if number is not None and number >= first:
                return replace(specification, true_place=number - first)
    return specification


def _names(head: Symbol, target: str, specification: Specification) -> bool:
    notations = (specification.names, *(one.names for one in specification.profiles))
    return any(names.get((head.base, head.tag)) == (target,) for names in notations)


def _number(head: Symbol, value: Node, first: int) -> int | None:
    """Return the number of the true class."""
    if len(head.indices) == 1:
        return _only_number(head) if value == ONE else None
    if isinstance(value, Symbol) and value.base == EULER.base:
        return _only_number(value)
    entries = _entries(value)
    if entries.count(ONE) == 1 and all(one == _ZERO for one in entries if one != ONE):
        return entries.index(ONE) + first
    return None


_ZERO = replace(ONE, value=0 * ONE.value)


def _only_number(name: Symbol) -> int | None:
    one = name.indices[0] if len(name.indices) == 1 else None
    return int(one.name) if one is not None and one.is_number else None


def _entries(value: Node) -> list[Number]:
    """Return the entries of a vector of numbers."""
    inner = value.operand if isinstance(value, Transpose) else value
    rows = inner.rows if isinstance(inner, Matrix) else ()
    is_vector = len(rows) == 1 or all(len(row) == 1 for row in rows)
    return [one for row in rows for one in row if isinstance(one, Number) and is_vector]
