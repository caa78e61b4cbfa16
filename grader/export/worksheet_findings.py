"""Findings on a Moodle worksheet: what its upload would skip, overwrite or reject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.export.decimals import is_same, parse_number, two_decimals
from grader.export.finding import ExportFinding, Weight, about
from grader.export.worksheet import Worksheet, WorksheetOptions
from grader.text.clean import one_line

_UNNAMED = (
    ("maximum", "of the maximum grade is known: nothing compares the points with it"),
    ("changeable", "'Grade can be changed' is known: Moodle skips the rows that are locked"),
    ("name", "of names is known: nothing compares the ids with names"),
)
"""Columns whose absence switches a check off."""


_BLANKS = ("", "-")


@dataclass(frozen=True)
class RowChange:
    """A row's new grade and comment; a comment of None leaves the old one."""

    row: int
    points: float
    comment: str | None


def is_refused(worksheet: Worksheet, change: RowChange) -> bool:
    """Return whether Moodle would skip the grade."""
    return (
        worksheet.is_locked(change.row) is True
        or _no_points(worksheet, change)
        or _above(worksheet, change)
    )


def on_file(worksheet: Worksheet) -> list[ExportFinding]:
    """Return findings on the header and the shape of the file."""
    found = [*_on_header(worksheet), *_on_unnamed(worksheet)]
    if worksheet.table.delimiter != ",":
        words = f"the columns are separated by {worksheet.table.delimiter!r}: choose that separator"
        found.append(
            ExportFinding(Weight.NOTE, f"{words} when you upload (older Moodle takes commas)")
        )
    short = [
        f"line {at + 1}"
        for at, row in enumerate(worksheet.table.rows)
        if any(row.values) and len(row.cells) != len(worksheet.table.rows[0].cells)
    ]
    words = "{n} row(s) have another number of cells than the header: Moodle rejects the whole file"
    return found + about(Weight.STOP, words, short)


def on_refused(worksheet: Worksheet, wanted: Sequence[RowChange]) -> list[ExportFinding]:
    """Return findings on grades that Moodle would skip or count by another maximum."""
    found = about(
        Weight.LOOK,
        "{n} row(s) are locked in Moodle, which would skip their grade: left as they are",
        [worksheet.who(c.row) for c in wanted if worksheet.is_locked(c.row)],
    )
    found += about(
        Weight.LOOK,
        "{n} row(s) say neither yes nor no to 'Grade can be changed'; Moodle skips locked rows:"
        " compare these after the upload",
        [worksheet.who(c.row) for c in wanted if _maybe_locked(worksheet, c)],
    )
    found += about(
        Weight.LOOK,
        "{n} grade(s) are below zero or above the maximum, and Moodle would skip them: left as"
        " they are; --scale converts points to the maximum",
        [_of_maximum(worksheet, change) for change in wanted if _above(worksheet, change)],
    )
    found += about(
        Weight.LOOK,
        "{n} row(s) have a maximum that is no number, as where marks are words of a scale:"
        " left as they are",
        [worksheet.who(c.row) for c in wanted if _no_points(worksheet, c)],
    )
    found += about(
        Weight.LOOK,
        "{n} row(s) have no maximum: nothing compares their points with it",
        [worksheet.who(c.row) for c in wanted if _lacks(worksheet, c, "maximum")],
    )
    return found + _on_sizes(worksheet, wanted)


def on_grades(worksheet: Worksheet, taken: Sequence[RowChange]) -> list[ExportFinding]:
    """Return findings on grades that the worksheet holds now."""
    old = {c.row: parse_number(worksheet.value(c.row, "grade")) for c in taken}
    differ = [c for c in taken if (o := old[c.row]) is not None and not is_same(o, c.points)]
    alike = [c for c in taken if (o := old[c.row]) is not None and is_same(o, c.points)]
    change = [
        f"{worksheet.who(c.row)}: {worksheet.value(c.row, 'grade')} -> "
        + two_decimals(c.points, worksheet.mark)
        for c in differ
    ]
    words = [
        f"{worksheet.who(c.row)}: {one_line(worksheet.value(c.row, 'grade'))}"
        for c in taken
        if old[c.row] is None and worksheet.value(c.row, "grade") not in _BLANKS
    ]
    rows = {c.row for c in taken}
    others = [worksheet.who(row) for row in worksheet.identities() if row not in rows]
    found = [
        *about(Weight.LOOK, "{n} grade(s) that differ will be overwritten", change),
        *about(Weight.LOOK, "{n} grade(s) that are no number will be overwritten", words),
        *about(
            Weight.NOTE,
            "{n} grade(s) are what they were: Moodle skips them",
            [worksheet.who(c.row) for c in alike],
        ),
        *about(Weight.NOTE, "{n} row(s) of the worksheet stay as they are", others),
    ]
    soon = (
        "Moodle skips a row that was graded after the worksheet was downloaded, also by an upload"
        " of feedback files: upload soon, the worksheet first, and a fresh one the next time"
    )
    return [*found, ExportFinding(Weight.NOTE, soon)]


def on_comments(
    worksheet: Worksheet, taken: Sequence[RowChange], options: WorksheetOptions
) -> list[ExportFinding]:
    """Return findings on comments that the worksheet holds now."""
    if options.comments and "feedback" not in worksheet.columns:
        words = "the worksheet has no column 'Feedback comments': only grades are filled in"
        return [ExportFinding(Weight.NOTE, words)]
    lost = [
        worksheet.who(c.row)
        for c in taken
        if c.comment is not None and worksheet.value(c.row, "feedback") not in ("", c.comment)
    ]
    words = "{n} comment(s) that differ will be overwritten; --no-comments leaves them"
    return about(Weight.LOOK, words, lost)


def _on_header(worksheet: Worksheet) -> Iterator[ExportFinding]:
    if "modified" not in worksheet.columns:
        words = "Moodle takes no worksheet without its column 'Last modified (grade)'"
        yield ExportFinding(
            Weight.STOP, f"{words}; say what it is called here: --header modified=..."
        )
    if "scale" in worksheet.columns and "maximum" not in worksheet.columns:
        scale = worksheet.header("scale")
        words = f"marks are words of a scale here (column {scale!r}), and Moodle skips every number"
        yield ExportFinding(
            Weight.STOP, f"{words}: set the assignment to points and download the worksheet again"
        )


def _on_unnamed(worksheet: Worksheet) -> Iterator[ExportFinding]:
    others = ", ".join(map(repr, worksheet.unknown_headers))
    for column, words in _UNNAMED:
        if column in worksheet.columns or (column == "maximum" and "scale" in worksheet.columns):
            continue
        advice = f"; if it is one of {others}, name it with --header {column}=..." if others else ""
        yield ExportFinding(Weight.LOOK, f"no column {words}{advice}")


def _on_sizes(worksheet: Worksheet, wanted: Sequence[RowChange]) -> list[ExportFinding]:
    """Return a finding if the worksheet has another maximum than the points."""
    possible = worksheet.possible
    sizes = (worksheet.maximum(c.row) for c in wanted)
    differs = sorted({size for size in sizes if size is not None and not is_same(size, possible)})
    if not differs or worksheet.scale:
        return []
    words = f"the worksheet is out of {differs[0]:g} and the grades are out of {possible:g}"
    return [ExportFinding(Weight.LOOK, f"{words}; --scale converts them")]


def _lacks(worksheet: Worksheet, change: RowChange, column: str) -> bool:
    return column in worksheet.columns and not worksheet.value(change.row, column)


def _maybe_locked(worksheet: Worksheet, change: RowChange) -> bool:
    return "changeable" in worksheet.columns and worksheet.is_locked(change.row) is None


def _no_points(worksheet: Worksheet, change: RowChange) -> bool:
    """Return whether the maximum is no number, as for a scale of words."""
    text = worksheet.value(change.row, "maximum")
    return bool(text) and worksheet.maximum(change.row) is None


def _above(worksheet: Worksheet, change: RowChange) -> bool:
    maximum = worksheet.maximum(change.row)
    return change.points < 0 or (maximum is not None and change.points > maximum + 0.005)


def _of_maximum(worksheet: Worksheet, change: RowChange) -> str:
    maximum = one_line(worksheet.value(change.row, "maximum"))
    return f"{worksheet.who(change.row)}: {two_decimals(change.points)} of {maximum}"
