"""Marks as a short piece of HTML for a platform's comment field."""

from __future__ import annotations

from html import escape

from grader.export.marks import MarkLine, Marks
from grader.text.clean import one_line

_LONGEST = 300


def comment(marks: Marks) -> str:
    """Return one line of HTML.

    The line begins with a tag, so no spreadsheet takes the comment for a formula.
    """
    total = f"<p>{marks.total}</p>"
    late = f"<p>{escape(one_line(marks.late))}</p>" if marks.late else ""
    lines = "".join(_item(line) for line in marks.lines if line.points)
    return f"{total}<ul>{lines}</ul>{late}"


def _item(line: MarkLine) -> str:
    text = f"{line.title}: {_points(line.earned)} / {_points(line.points)}"
    why = line.notes[0] if line.notes and not line.passed else ""
    item = f"{text}. {why}" if why else text
    return f"<li>{escape(one_line(item, characters=_LONGEST))}</li>"


def _points(points: float) -> str:
    return f"{round(points, 2):g}"
