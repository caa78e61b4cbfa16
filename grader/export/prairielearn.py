"""PrairieLearn: the results.json of an external grader, at most one megabyte."""

from __future__ import annotations

import json
from typing import Any

from grader.errors import GraderError
from grader.export.marks import MarkLine, Marks, marks, why_unmarked
from grader.model import Standing, Suite

MOST_BYTES = 2**20
_LENGTHS = (20_000, 2_000, 200, 0)


def prairielearn(suite: Suite, standing: Standing) -> bytes:
    """Return strict JSON.

    A submission without points is ungradable, which uses up no attempt and gives no zero.  Every
    test has points and a maximum, because PrairieLearn otherwise shows no points at all.  Outputs
    are shortened until the document fits into a megabyte.

    Raises
    ------
    GraderError
        The document is too large without any outputs.
    """
    found = marks(suite, standing)
    if found is None:
        return _dumped({"gradable": False, "format_errors": [why_unmarked(standing)]})
    for length in _LENGTHS:
        text = _dumped(_document(found, length))
        if len(text) <= MOST_BYTES:
            return text
    raise GraderError(f"{suite.assignment} has too many checks for a megabyte of results")


def _document(found: Marks, length: int) -> dict[str, Any]:
    share = found.earned / found.possible if found.possible else 1.0
    return {
        "gradable": True,
        "score": round(min(max(share, 0.0), 1.0), 6),
        "message": found.late,
        "tests": [_test(line, length) for line in found.lines],
    }


def _test(line: MarkLine, length: int) -> dict[str, Any]:
    notes = "\n".join(line.notes)
    return {
        "name": line.title,
        "points": round(line.earned, 4),
        "max_points": round(line.points, 4),
        "output": notes if len(notes) <= length else f"{notes[:length]} [... truncated]".strip(),
    }


def _dumped(document: dict[str, Any]) -> bytes:
    return json.dumps(document, allow_nan=False).encode()
