"""Which sort of index each letter of a chain is: classes, hidden units, inputs.

A document may use j for a class in one chain and for a hidden unit in the next, so sorts are
inferred for every chain: from names whose sorts are known, from the ends of sums, and where
neither speaks, from the rest of the document and the specification's habit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from grader.derivation.grammar.nodes import Node, Series, Symbol, walk
from grader.derivation.names.reading import Definition, Reading
from grader.derivation.names.specification import NameKey, Specification

Definitions = Mapping[NameKey, tuple[Definition, ...]]
_SUM_WEIGHT = 2
_SIDE = 3


def infer_sorts(
    nodes: Iterable[Node],
    reading: Reading,
    specification: Specification,
    definitions: Definitions,
) -> dict[str, str]:
    """Return the sort of each letter that the sides of a chain say something about.

    A name as head counts for less: where the chain defines it, it may get a new meaning.
    Where all else is even, the specification's habit decides.
    """
    votes: dict[str, Counter[str]] = {}
    for place, node in enumerate(nodes):
        share = _SIDE if place or not isinstance(node, Symbol) else 1
        for part in walk(node):
            for letter, sort, weight in _evidence(part, reading, specification, definitions):
                votes.setdefault(letter, Counter())[sort] += weight * share
    for letter, count in votes.items():
        habit = specification.sort_of(letter)
        if habit:
            count[habit] += 1
    return {letter: count.most_common(1)[0][0] for letter, count in votes.items()}


def foreign_names(
    chains: Iterable[tuple[Iterable[Node], Mapping[str, str]]],
    reading: Reading,
    specification: Specification,
    definitions: Definitions,
) -> frozenset[NameKey]:
    """Return names that a document uses with indices of another sort, and never with their own.

    Such a name means something that the document does not say; once used rightly, another sort of
    index is a slip.  ``chains`` are the sides of each chain with the sorts of its letters.
    """
    uses: dict[NameKey, set[bool]] = {}
    for nodes, sorts in chains:
        for part in (part for node in nodes for part in walk(node)):
            if not isinstance(part, Symbol) or len(part.indices) != 1:
                continue
            index = part.indices[0].name
            sort = sorts.get(index) or specification.sort_of(index)
            possible = _possible(part, reading, specification, definitions)
            if sort and possible and not _is_given(part, reading, specification):
                fits = any(own[0] in (sort, None) for own in possible)
                uses.setdefault((part.base, part.tag), set()).add(fits)
    return frozenset(key for key, fits in uses.items() if fits == {False})


def _is_given(part: Symbol, reading: Reading, specification: Specification) -> bool:
    names = reading.names.get((part.base, part.tag), ())
    return any(specification.quantities[name].is_given for name in names)


def _evidence(
    part: Node, reading: Reading, specification: Specification, definitions: Definitions
) -> Iterator[tuple[str, str, int]]:
    if isinstance(part, Series):
        sort = specification.sort_ending_in(part.upper)
        if sort:
            for letter in part.letters:
                yield letter.name, sort, _SUM_WEIGHT
    if isinstance(part, Symbol) and part.indices:
        for place, index in enumerate(part.indices):
            meant = {sorts[place] for sorts in _possible(part, reading, specification, definitions)}
            sort = meant.pop() if len(meant) == 1 else None
            if sort and not index.is_number:
                yield index.name, sort, 1


def _possible(
    symbol: Symbol, reading: Reading, specification: Specification, definitions: Definitions
) -> list[tuple[str | None, ...]]:
    """Return the sorts of indices that each meaning of a name would have."""
    key = symbol.base, symbol.tag
    found: list[tuple[str | None, ...]] = [one.sorts for one in definitions.get(key, ())]
    found += [
        _ordered(specification.quantities[name].sorts, reading)
        for name in reading.names.get(key, ())
    ]
    return [sorts for sorts in found if len(sorts) == len(symbol.indices)]


def _ordered(sorts: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    return sorts[::-1] if reading.conventions.swapped and len(sorts) == 2 else sorts
