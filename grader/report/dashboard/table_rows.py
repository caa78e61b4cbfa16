"""The table of students as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.model import Suite
from grader.report import numbers
from grader.report.dashboard.class_table import CONCERNS, ClassTable, StudentRow, questions_by_check
from grader.report.dashboard.sections import Chip, Count, Squares, TableRow
from grader.report.pages import Kind, Pill
from grader.report.words import Words
from grader.text.clean import one_line

_SIDE, _STEP, _BREAK = 9, 11, 5
_CHIPS = (
    "person",
    *CONCERNS,
    "unexplained",
    "lost",
    "all_right",
    "similar",
    "late",
    "derivation_unread",
    "followed",
    "cut_short",
    "by_hand",
    "remark",
    "absent",
)
_MOST_MISSED = 6
_UNCERTAIN = ("late_untimed", "late_unread")
_UNASKED = frozenset(("ran", "points", "handed_in", "w"))
"""Keys that no link or button of the page filters by."""

_BOX = "M{x} 1h9v9h-9z"
_DRAWN: Mapping[Kind, str] = {
    "right": _BOX,
    "wrong": _BOX + "m2 2l5 5m0-5l-5 5",
    "follows": _BOX + "M{inside} 2v3.5h7v-3.5z",
    "note": _BOX + "M{inside} 2v7h7v-7z",
    "off": "M{x} 5h9v1h-9z",
}


def chips(class_table: ClassTable, words: Words) -> tuple[Chip, ...]:
    """Return the filters of the table that match at least one student."""
    everyone = Chip(Count(str(len(class_table.rows)), words("board.chip.everyone"), ""), True)
    some = [
        Chip(class_table.linked_count(key, words(f"board.chip.{key}")), False)
        for key in _CHIPS
        if class_table.count(key)
    ]
    return (everyone, *some)


class TableRowBuilder:
    """Build the rows of the page's table."""

    def __init__(self, suite: Suite, words: Words) -> None:
        self._suite = suite
        self._words = words
        self._titles = {known.id: known.title for known in suite.misconceptions}
        self._places = tuple(_places(suite))
        self._names = tuple(
            f"{question.title}: {check.title}"
            for question in suite.questions
            for check in question.checks
        )

    @property
    def width(self) -> str:
        """The width of a row of squares, in SVG units."""
        return str(max(self._places, default=0) + _SIDE + 1)

    @property
    def drawing(self) -> dict[str, Any]:
        """What a script needs to draw a row of squares: where they are, and each kind's shape."""
        return {
            "width": self.width,
            "places": list(self._places),
            "shapes": {kind[0]: [kind, path] for kind, path in _DRAWN.items()},
        }

    def table_row(self, row: StudentRow) -> TableRow:
        """Return one student's row as strings."""
        standing, person = row.standing, row.standing.person
        about = [person.student if person.name else "", person.section]
        diagnoses = row.grade.diagnoses if row.grade else ()
        return TableRow(
            name=row.name,
            href=row.href,
            about=" · ".join(one_line(text, characters=80) for text in about if text),
            keys=" ".join(sorted(key for key in row.keys if key not in _UNASKED)),
            points=numbers.points(row.points),
            by_hand=self._words("board.by_hand_mark") if standing.overrides else "",
            attempt=str(standing.attempt) if standing.attempt else "",
            squares=self._squares(row),
            marks="".join(kind[0] for kind in row.marks) if row.ran else "",
            right=self._right(row),
            checks=self._checks(row),
            mistakes="; ".join(self._titles[id] for id in diagnoses if id in self._titles),
            pills=tuple(self._pills(row)),
            order_points="" if row.points is None else f"{row.points:.4f}",
            order_checks=str(row.marks.count("right")) if row.ran else "",
        )

    def _squares(self, row: StudentRow) -> tuple[Squares, ...]:
        """Return one square for each check; squares of a kind share a path."""
        if not row.ran:
            return ()
        paths: dict[Kind, str] = {}
        for place, kind in zip(self._places, row.marks, strict=True):
            paths[kind] = paths.get(kind, "") + _DRAWN[kind].format(x=place, inside=place + 1)
        return tuple(Squares(kind, path) for kind, path in paths.items())

    def _checks(self, row: StudentRow) -> str:
        """Return the checks in words: how many are right, and which are not."""
        words = self._words
        if not row.ran:
            return words("board.not_run")
        text = self._right(row)
        pairs = zip(self._names, row.marks, strict=True)
        missed = [name for name, kind in pairs if kind != "right"]
        if not missed:
            return text
        shown = missed[:_MOST_MISSED]
        if len(missed) > len(shown):
            shown.append(words("board.and_more", n=len(missed) - len(shown)))
        return text + words("board.checks_missed", checks="; ".join(shown))

    def _right(self, row: StudentRow) -> str:
        """Return how many checks are right."""
        if not row.ran:
            return self._words("board.not_run")
        right = row.marks.count("right")
        return self._words("board.checks_right", right=right, all=len(row.marks))

    def _pills(self, row: StudentRow) -> Iterator[Pill]:
        words = self._words
        if "absent" in row.keys:
            yield Pill("off", words("board.chip.absent"))
        for key in CONCERNS:
            if key in row.keys:
                yield Pill("part" if key in _UNCERTAIN else "wrong", words(f"board.chip.{key}"))
        lateness = row.standing.lateness
        if lateness and lateness.days:
            percent = numbers.points(lateness.percent)
            yield Pill("part", words.count("board.late", lateness.days, percent=percent))
        if "by_hand" in row.keys:
            yield Pill("note", words("board.chip.by_hand"))
        if "similar" in row.keys:
            yield Pill("off", words("board.chip.similar"))


def squares_note(suite: Suite, words: Words) -> str:
    """Return the legend of the squares."""
    titles = tuple(question.title for question in suite.questions)
    return words("board.squares_note", questions=words.listed(titles))


def _places(suite: Suite) -> Iterator[int]:
    """Yield the x position of each check's square, with gaps between questions."""
    for group, (first, _, checks) in enumerate(questions_by_check(suite)):
        yield from (1 + (first + n) * _STEP + group * _BREAK for n in range(checks))
