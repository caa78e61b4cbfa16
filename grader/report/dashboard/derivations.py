"""Written derivations of a class: which results break, and by which slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.model import DerivationGrade, DerivationResult
from grader.report.dashboard.class_table import ClassTable
from grader.report.dashboard.derivation_keys import repairs, slip_key, written_of
from grader.report.dashboard.sections import DerivationRow, Derivations, SlipRow
from grader.report.words import Words
from grader.text.clean import one_line

STATES = ("right", "slip", "breaks", "part", "unread", "absent")
_MOST_SLIPS = 12
_LONGEST = 200


def derivations(class_table: ClassTable, words: Words) -> Derivations | None:
    """Return the section, or None if nobody handed in a derivation."""
    found = [written for row in class_table.rows if (written := written_of(row.standing))]
    if not found:
        return None
    results = next((one.found.results for one in found if one.found.results), ())
    return Derivations(
        title=words("derivation.board.title"),
        note=words("derivation.board.note", n=class_table.count("w")),
        columns=tuple(words(f"derivation.board.{name}") for name in ("result", *STATES)),
        rows=tuple(_row(place, one, class_table) for place, one in enumerate(results)),
        slips_title=words("derivation.board.slips"),
        slips=_slips(found, class_table),
    )


def _row(place: int, result: DerivationResult, class_table: ClassTable) -> DerivationRow:
    counts = (class_table.linked_count(f"w{place}-{state}") for state in STATES)
    return DerivationRow(one_line(result.title, characters=100), tuple(counts))


def _slips(found: Sequence[DerivationGrade], class_table: ClassTable) -> tuple[SlipRow, ...]:
    counted = Counter(repair for written in found for repair in repairs(written))
    commonest = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_MOST_SLIPS]
    return tuple(
        SlipRow(one_line(repair, characters=_LONGEST), class_table.linked_count(slip_key(repair)))
        for repair, _ in commonest
    )
