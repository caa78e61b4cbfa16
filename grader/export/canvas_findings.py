"""Findings on a gradebook of Canvas: what its import would drop, overwrite or create."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

from grader.export.canvas_file import TITLE_AND_ID, CanvasFile
from grader.export.decimals import is_same, parse_number, two_decimals
from grader.export.finding import ExportFinding, Weight, about
from grader.model import Standing, Suite
from grader.text.clean import one_line

NOT_ASSIGNED = "N/A"
"""The score of a student who is not assigned the assignment."""

_DROPPED = re.compile(
    "Current (Score|Points|Grade)|Final (Score|Points|Grade)|Override (Score|Grade|Status)"
)
_READ_ONLY = re.compile(r"read\s+only")
_BLANKS = ("", "-")


def on_column(canvas_file: CanvasFile, made: bytes) -> list[ExportFinding]:
    """Return findings on how Canvas reads the column's header."""
    title, found = one_line(canvas_file.header), []
    if dropped := _DROPPED.search(canvas_file.header):
        words = f"Canvas ignores a column with {dropped[0]!r} in its title, and so {title!r}:"
        found.append(ExportFinding(Weight.STOP, f"{words} call the assignment something else"))
    if canvas_file.maxima and _READ_ONLY.search(canvas_file.maxima.value(canvas_file.column)):
        found.append(
            ExportFinding(Weight.STOP, f"{title!r} is read only: Canvas ignores the column")
        )
    if not TITLE_AND_ID.fullmatch(canvas_file.header):
        words = f"{title!r} has no id in brackets: unless an assignment has exactly this title,"
        found.append(ExportFinding(Weight.LOOK, f"{words} Canvas makes a new one"))
    if _guessed_delimiter(made) != canvas_file.table.delimiter:
        words = (
            f"Canvas would not recognise {canvas_file.table.delimiter!r} as the column separator"
        )
        found.append(
            ExportFinding(Weight.STOP, f"{words}; export the gradebook again, with commas")
        )
    return found


def _guessed_delimiter(made: bytes) -> str:
    """Return the delimiter that Canvas guesses from the first three lines."""
    lines = made.decode("utf-8-sig").split("\n")[:3]
    lines = [line for line in lines if line]
    counts = {separator: _fields(lines, separator) for separator in ";,"}
    return ";" if counts[";"] > counts[","] else ","


def _fields(lines: Sequence[str], separator: str) -> int:
    """Return how many fields every line has; 0 if the lines differ."""
    try:
        counts = {len(row) for row in csv.reader(lines, delimiter=separator, strict=True)}
    except csv.Error:
        return 0
    return counts.pop() if len(counts) == 1 else 0


def on_maximum(
    suite: Suite, canvas_file: CanvasFile, points: Mapping[int, float]
) -> list[ExportFinding]:
    """Return findings on the maximum of the column."""
    maximum = canvas_file.maximum
    if maximum is None:
        words = "the file has no 'Points Possible' for this column: the maximum is unknown"
        return [ExportFinding(Weight.NOTE, words)]
    found = []
    if not is_same(maximum, suite.possible * canvas_file.scale):
        words = f"the column is out of {maximum:g} points and the grades are out of"
        advice = "--scale converts them" if maximum else "give the assignment its points in Canvas"
        found.append(ExportFinding(Weight.LOOK, f"{words} {suite.possible:g}; {advice}"))
    over = [canvas_file.table.rows[at].value(0) for at, p in points.items() if p > maximum + 0.005]
    return found + about(Weight.LOOK, f"{{n}} student(s) get more than {maximum:g} points", over)


def on_scores(
    canvas_file: CanvasFile, points: Mapping[int, float], matched: Mapping[int, Standing]
) -> list[ExportFinding]:
    """Return findings on the scores that the column holds now."""
    old = {at: parse_number(canvas_file.old(at)) for at in points}
    who = {at: canvas_file.table.rows[at].value(0) for at, _ in canvas_file.students}
    replaced = {
        at: score
        for at, score in old.items()
        if score is not None and not is_same(score, points[at])
    }
    change = [
        f"{who[at]}: {two_decimals(s)} -> {two_decimals(points[at])}" for at, s in replaced.items()
    ]
    alike = [who[at] for at, s in old.items() if s is not None and at not in replaced]
    other = [
        at for at, score in old.items() if score is None and canvas_file.old(at) not in _BLANKS
    ]
    untouched = [who[at] for at, _ in canvas_file.students if at not in matched]
    unassigned = [who[at] for at in matched if canvas_file.old(at) == NOT_ASSIGNED]
    return [
        *about(Weight.LOOK, "{n} score(s) that differ will be overwritten", change),
        *about(
            Weight.LOOK,
            "{n} cell(s) that are no number (such as EX, excused) will be overwritten",
            [f"{who[at]}: {one_line(canvas_file.old(at))}" for at in other],
        ),
        *about(
            Weight.LOOK,
            "{n} student(s) are not assigned this assignment in Canvas, which would blank their"
            " score: left out",
            unassigned,
        ),
        *about(
            Weight.NOTE,
            "{n} score(s) stay as they are, to two decimals: Canvas ignores them",
            alike,
        ),
        *about(
            Weight.NOTE, "{n} student(s) in the file have no grade here and keep theirs", untouched
        ),
    ]
