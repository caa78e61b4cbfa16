"""What is true of a student's written derivation, as keys of the class table.

w           a derivation was handed in and could be read
w0-breaks   the text breaks on the way to the first asked result
x3f9a12bc   the text has a slip with this repair
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from grader.model import DERIVATION, DerivationGrade, DerivationResult, Standing
from grader.report.derivation_in_language import in_language
from grader.report.derivation_section import text_state
from grader.report.words import Words
from grader.text.clean import one_line

_LONGEST = 200
_MOST_PLACES = 12


def written_of(standing: Standing) -> DerivationGrade | None:
    """Return the grade of the derivation that was handed in, if there is one."""
    written = standing.grade.derivation if standing.grade else None
    return written if written is not None and written.handed_in else None


def derivation_keys(standing: Standing) -> Iterator[str]:
    """Yield what is true of a student's derivation."""
    written = written_of(standing)
    if written is None or written.found.problem:
        return
    yield "w"
    yield from (result_key(place, one) for place, one in enumerate(written.found.results))
    yield from (slip_key(repair) for repair in repairs(written))


def derivation_concern(standing: Standing) -> str:
    """Return the reason for a person to look at a derivation, or nothing.

    It is pressing if points hang on it and nobody has decided yet.
    """
    written = written_of(standing)
    if written is None or not written.found.needs_person or standing.override(DERIVATION):
        return ""
    return "derivation_person" if written.points else "derivation_unread"


def unread_words(written: DerivationGrade, words: Words) -> str:
    """Return which lines a person has to read, or why nothing was read."""
    found = in_language(written, words).found
    if found.problem:
        return one_line(found.problem, characters=_LONGEST)
    if found.guarded:
        return words("derivation.guarded", line=found.guarded)
    places = dict.fromkeys(line.place for line in found.lines_with("unknown"))
    return words.listed(tuple(places)[:_MOST_PLACES])


def result_key(place: int, result: DerivationResult) -> str:
    """Return the key of how a text stands at an asked result."""
    state = text_state(result)
    return f"w{place}-{'breaks' if state == 'follows' else state}"


def repairs(written: DerivationGrade) -> frozenset[str]:
    """Return what would repair the slips of a text: a slip made twice counts once."""
    slips = (line.slip for line in written.found.lines)
    return frozenset(slip.repair for slip in slips if slip and slip.repair)


def slip_key(repair: str) -> str:
    """Return the key of everybody whose text has a slip with this repair."""
    return "x" + hashlib.sha256(repair.encode("utf-8", "replace")).hexdigest()[:8]
