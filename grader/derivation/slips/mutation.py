"""Plant slips in a right derivation, to see whether the checker finds them.

A slip is one small change of one side: an index, a sign, a power, a layer tag, a factor, a name.
It is written back into the text, so that the whole way from text to verdict is tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from grader.derivation.grammar.limits import DerivationLimits
from grader.derivation.grammar.nodes import (
    Addition,
    Derivative,
    Negative,
    Node,
    Power,
    Series,
    Symbol,
    contains,
    walk,
)
from grader.derivation.grammar.tex import tex
from grader.derivation.names.specification import Specification
from grader.derivation.slips import edits
from grader.derivation.slips.edits import Changed, everywhere
from grader.derivation.source import naming
from grader.derivation.source.document import read_document, suffix_of
from grader.derivation.source.statements import Chain, Side, read_statements


@dataclass(frozen=True)
class PlantedSlip:
    """A text with one slip, the side that has it, and what was changed."""

    text: str
    line: int
    kind: str
    before: str
    after: str
    original: Side
    changed: Node
    chain: Chain
    place: int


def plant_slips(
    text: str, name: str, specification: Specification, count: int, seed: int = 0
) -> tuple[PlantedSlip, ...]:
    """Return at most ``count`` different slips, drawn at random.

    Heads are left alone, and so is the first side behind a head without a derivative: there the
    document says what its names mean, and another meaning is another notation and no slip.
    """
    limits = DerivationLimits()
    document = read_document(text, suffix_of(name), limits)
    vocabulary = naming.extended_vocabulary(specification.vocabulary(), document)
    chains = read_statements(document, vocabulary, limits)
    random = Random(seed)
    found = list(_all_slips(text, chains))
    random.shuffle(found)
    return tuple(found[:count])


def _all_slips(text: str, chains: Sequence[Chain]) -> Iterator[PlantedSlip]:
    for chain in chains:
        for place, side in enumerate(chain.sides):
            if side.node is None or not _may_change(chain, place) or side.unit.text != text:
                continue
            for changed, edit in _changes(side.node):
                if _is_nonsense(changed):
                    continue
                written = tex(changed)
                start, end = side.span
                mutant = f"{text[:start]} {written} {text[end:]}"
                before = text[edit.span.start : edit.span.end]
                after = tex(edit.after) if isinstance(edit.after, Node) else str(edit.after)
                yield PlantedSlip(
                    mutant, side.line, edit.kind, before, after, side, changed, chain, place
                )


def _may_change(chain: Chain, place: int) -> bool:
    head = chain.sides[0].node
    if place == 0 or head is None:
        return False
    return place > 1 or contains(head, Derivative)


def _changes(node: Node) -> Iterator[Changed]:
    letters = _letters(node)
    symbols = (part for part in walk(node) if isinstance(part, Symbol))
    names = tuple(dict.fromkeys((one.base, one.tag, len(one.indices)) for one in symbols))
    locals_ = (
        edits.rename_index(letters),
        edits.swap_indices,
        edits.change_sign,
        edits.change_power,
        edits.complement,
        edits.drop_part,
        edits.invert,
        edits.rename(names[:5]),
    )
    yield from itertools.chain.from_iterable(everywhere(node, local) for local in locals_)


def _is_nonsense(node: Node) -> bool:
    """Return True for a derivative by a power or a sum, which nobody writes by a slip."""
    return any(
        isinstance(part, Derivative) and isinstance(part.by, Power | Addition | Negative)
        for part in walk(node)
    )


def _letters(node: Node) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, Symbol):
            found |= dict.fromkeys(i.name for i in part.indices if not i.is_number)
        if isinstance(part, Series):
            found |= dict.fromkeys(i.name for i in part.letters)
    return tuple(found)
