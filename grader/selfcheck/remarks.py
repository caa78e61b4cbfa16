"""What a check found as remarks on lines of files, for programs that mark lines.

There is a remark for each thing to mend that the text of a check shows, in the same words, and one
for each line of the derivation that breaks.  A remark has a range only where the line is certain:
an exception, a place that is decided (see ``places``), else the line that begins the function, of
which no more is said than that it is in there.  In a notebook a line counts within its cell, which
no editor can find in the file, so the cell is named in words and there is no range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.locating.source import SourceLines
from grader.marking.properties import PropertyResult
from grader.model import Place, Question, Raised
from grader.report.pages import Card, Fix
from grader.report.question_view import anchor
from grader.report.words import Words, words_in
from grader.selfcheck.checking import Checked
from grader.selfcheck.property_lines import explain_finding
from grader.text.clean import one_line

Kind = Literal["does-not-load", "exception", "wrong-answer", "property", "derivation"]
"""The closed set of what a remark may be about."""

_LONGEST = 400


@dataclass(frozen=True)
class Range:
    """A part of a file: lines and columns from 1, the end column behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Remark:
    """One thing to mend.

    Attributes
    ----------
    kind : Kind
    file : Path
    function : str
        The name of the function; empty if it is none.
    message : str
        One line, clean.
    range : Range or None
        Where to mark the file.
    """

    kind: Kind
    file: Path
    function: str
    message: str
    range: Range | None = None


def remarks(checked: Checked, module: Path, derivation: Path | None, hints: int) -> list[Remark]:
    """Return the remarks of a check, in the order in which its text has them.

    Parameters
    ----------
    checked
        What was found.
    module, derivation
        The files that were checked.
    hints
        How many hints are shown: a place that a later hint tells is left out.
    """
    maker = _RemarkMaker(checked, module, hints)
    code = maker.of_code() if checked.submission.has_module else ()
    return [*code, *(maker.of_derivation(derivation) if derivation else ())]


class _RemarkMaker:
    def __init__(self, checked: Checked, module: Path, hints: int) -> None:
        self._checked, self._module, self._hints = checked, module, hints
        self._source = SourceLines.of(checked.submission)
        self._words: Words = words_in(checked.suite.language)

    # --- code -----------------------------------------------------------------------------------

    def of_code(self) -> Iterator[Remark]:
        trouble = self._checked.page.trouble
        if trouble:
            about = " ".join([trouble.title, *trouble.words, trouble.message])
            yield self._remark("does-not-load", "", about, self._line_that_fails())
            return
        yield from map(self._of_fix, self._checked.page.fixes)
        right = {one.question for one in self._checked.grade.questions if one.earned >= one.points}
        for one in self._checked.broken:
            if one.about.question in right:
                yield self._of_property(one)

    def _of_fix(self, fix: Fix) -> Remark:
        question = self._question(fix.question)
        place, card = self._checked.places.get(fix.question), self._card(fix.question)
        why = [fix.why] if fix.why else card.explanation[:1] if card else ()
        about = [f"{fix.link.words}.", *why]
        if place and not place.fact:
            return self._at("exception", question, about, place)
        if place and card and self._is_shown(card):
            return self._at("wrong-answer", question, about, place)
        return self._at("wrong-answer", question, about, None)

    def _of_property(self, one: PropertyResult) -> Remark:
        question = self._question(one.about.question)
        explained = explain_finding(self._checked, one, self._words)
        about = [f"{explained.title}.", explained.sentences[0]]
        return self._at("property", question, about, self._checked.places.get(one.about.key))

    def _at(self, kind: Kind, question: Question, about: list[str], place: Place | None) -> Remark:
        """Return a remark on a place; without one, on the line that begins the function."""
        if place and place.cell:
            where = self._words("place.link_in_cell", cell=place.cell, line=place.line)
            about = [f"{where}:", *about]
        range = _range_of(place) if place else self._first_line(question.function)
        return self._remark(kind, question.function, " ".join(about), range)

    def _remark(self, kind: Kind, function: str, about: str, range: Range | None) -> Remark:
        message = one_line(about, characters=_LONGEST)
        range = None if self._source.is_notebook else range
        return Remark(kind, self._module, function, message, range)

    def _is_shown(self, card: Card) -> bool:
        """Return whether the text shows the place, or will with a later hint."""
        hints = [hint for ladder in card.ladders for hint in ladder.hints[: self._hints]]
        return bool(card.place or card.same_place or any(hint.place for hint in hints))

    def _card(self, question: str) -> Card | None:
        cards = self._checked.page.cards
        return next((one for one in cards if one.id == anchor(question)), None)

    def _question(self, id: str) -> Question:
        return self._checked.suite.question(id)

    def _line_that_fails(self) -> Range | None:
        outcome = self._checked.load_failure
        if not isinstance(outcome, Raised) or not outcome.trace:
            return None
        return _whole_line(self._source, outcome.trace[-1].line)

    def _first_line(self, function: str) -> Range | None:
        """Return the line that defines the function, if one line of the file does."""
        name = re.escape(function)
        begins = re.compile(rf"(?:async\s+)?def\s+{name}\s*\(|{name}\s*=[^=]")
        lines = (line.decode("utf-8", "replace") for line in self._source.lines)
        found = [number for number, line in enumerate(lines, 1) if begins.match(line)]
        return _whole_line(self._source, found[0]) if len(found) == 1 else None

    # --- the derivation ---------------------------------------------------------------------------

    def of_derivation(self, file: Path) -> Iterator[Remark]:
        handed_in, written = self._checked.submission.derivation, self._checked.grade.derivation
        if handed_in is None or written is None:
            return
        source = SourceLines.of_bytes(handed_in.content)
        for line in written.found.lines_with("breaks"):
            about = self._words("selfcheck.breaks", place=line.place, tex=line.tex)
            range = None if line.cell else _whole_line(source, line.line)
            message = one_line(about, characters=_LONGEST)
            yield Remark("derivation", file, "", message, range)


def _whole_line(source: SourceLines, line: int) -> Range | None:
    """Return the range of a line without the spaces around it, or None if there is nothing."""
    place = source.whole_line(line)
    return _range_of(place) if place else None


def _range_of(place: Place) -> Range:
    return Range(place.line, place.column + 1, place.end_line, place.end_column + 1)
