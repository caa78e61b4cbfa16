"""The table of students."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.model import Suite
from grader.report import numbers
from grader.report.dashboard.nouns import Chip, Count, Row, Squares
from grader.report.dashboard.roll import CONCERNS, Line, Roll, questions_by_check
from grader.report.pages import Kind, Pill
from grader.report.words import Words
from grader.text.clean import one_line

_SIDE, _STEP, _BREAK = 9, 11, 5
_CHIPS = (
    "person",
    *CONCERNS,
    "lost",
    "all_right",
    "similar",
    "late",
    "by_hand",
    "remark",
    "absent",
)
_MOST_MISSED = 6
_UNASKED = frozenset(("ran", "points", "handed_in"))
"""Keys by which nothing on the page narrows the table."""

_BOX = "M{x} 1h9v9h-9z"
_DRAWN: Mapping[Kind, str] = {
    "right": _BOX,
    "wrong": _BOX + "m2 2l5 5m0-5l-5 5",
    "follows": _BOX + "M{inside} 2v3.5h7v-3.5z",
    "note": _BOX + "M{inside} 2v7h7v-7z",
    "off": "M{x} 5h9v1h-9z",
}


def chips(roll: Roll, words: Words) -> tuple[Chip, ...]:
    """What the table can be narrowed to."""
    everyone = Chip(Count(str(len(roll.lines)), words("board.chip.everyone"), ""), True)
    some = [
        Chip(roll.told(key, words(f"board.chip.{key}")), False) for key in _CHIPS if roll.count(key)
    ]
    return (everyone, *some)


class Tabulator:
    """Makes rows of lines."""

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
        """Of the drawing of a row of squares."""
        return str(max(self._places, default=0) + _SIDE + 1)

    def row(self, line: Line) -> Row:
        standing, person = line.standing, line.standing.person
        about = [person.student if person.name else "", person.section]
        diagnoses = line.grade.diagnoses if line.grade else ()
        return Row(
            name=line.name,
            href=line.href,
            about=" · ".join(one_line(text, characters=80) for text in about if text),
            keys=" ".join(sorted(key for key in line.keys if key not in _UNASKED)),
            points=numbers.points(line.points),
            by_hand=self._words("board.by_hand_mark") if standing.overrides else "",
            attempt=str(standing.attempt) if standing.attempt else "",
            squares=self._squares(line),
            checks=self._checks(line),
            mistakes="; ".join(self._titles[id] for id in diagnoses if id in self._titles),
            pills=tuple(self._pills(line)),
            order_points="" if line.points is None else f"{line.points:.4f}",
            order_checks=str(line.marks.count("right")) if line.ran else "",
        )

    def _squares(self, line: Line) -> tuple[Squares, ...]:
        """One square a check, all of a kind in one path."""
        if not line.ran:
            return ()
        paths: dict[Kind, str] = {}
        for place, kind in zip(self._places, line.marks, strict=True):
            paths[kind] = paths.get(kind, "") + _DRAWN[kind].format(x=place, inside=place + 1)
        return tuple(Squares(kind, path) for kind, path in paths.items())

    def _checks(self, line: Line) -> str:
        """The same in words: how many are right, and which are not."""
        words = self._words
        if not line.ran:
            return words("board.not_run")
        right = line.marks.count("right")
        said = words("board.checks_right", right=right, all=len(line.marks))
        pairs = zip(self._names, line.marks, strict=True)
        missed = [name for name, kind in pairs if kind != "right"]
        if not missed:
            return said
        shown = missed[:_MOST_MISSED]
        if len(missed) > len(shown):
            shown.append(words("board.and_more", n=len(missed) - len(shown)))
        return said + words("board.checks_missed", checks="; ".join(shown))

    def _pills(self, line: Line) -> Iterator[Pill]:
        words = self._words
        if "absent" in line.keys:
            yield Pill("off", words("board.chip.absent"))
        for key in CONCERNS:
            if key in line.keys:
                yield Pill("wrong" if key != "late_untimed" else "part", words(f"board.chip.{key}"))
        lateness = line.standing.lateness
        if lateness and lateness.days:
            percent = numbers.points(lateness.percent)
            yield Pill("part", words.count("board.late", lateness.days, percent=percent))
        if "by_hand" in line.keys:
            yield Pill("note", words("board.chip.by_hand"))
        if "similar" in line.keys:
            yield Pill("off", words("board.chip.similar"))


def squares_note(suite: Suite, words: Words) -> str:
    """The order of the squares, for the legend."""
    titles = tuple(question.title for question in suite.questions)
    return words("board.squares_note", questions=words.listed(titles))


def _places(suite: Suite) -> Iterator[int]:
    """Where each check's square begins; questions stand apart."""
    for group, (first, _, checks) in enumerate(questions_by_check(suite)):
        yield from (1 + (first + n) * _STEP + group * _BREAK for n in range(checks))
