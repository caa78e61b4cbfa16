"""PrairieLearn: the results.json of an external grader, of at most a megabyte."""

from __future__ import annotations

import json
from typing import Any

from grader.errors import GraderError
from grader.export.marks import Line, Marks, marks, why_unmarked
from grader.model import Standing, Suite

MOST_BYTES = 2**20
_LENGTHS = (20_000, 2_000, 200, 0)


def prairielearn(suite: Suite, standing: Standing) -> bytes:
    """Strict JSON; where there are no points, one that uses up no attempt and is no zero.

    Every test has points and a maximum (without one of them, the display of all is off).  What
    does not fit into a megabyte is cut from the tests' outputs.  Raises GraderError where that is
    not enough.
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


def _test(line: Line, length: int) -> dict[str, Any]:
    said = "\n".join(line.said)
    return {
        "name": line.title,
        "points": round(line.earned, 4),
        "max_points": round(line.points, 4),
        "output": said if len(said) <= length else f"{said[:length]} [... truncated]".strip(),
    }


def _dumped(document: dict[str, Any]) -> bytes:
    return json.dumps(document, allow_nan=False).encode()
