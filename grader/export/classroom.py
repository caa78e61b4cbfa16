"""GitHub Classroom: what a grading step hands to the reporter, base64 of JSON.

The reporter makes two figures: the points, a sum of the tests' scores, and on the console the share
of tests that pass, whatever they are worth.  They agree where all tests weigh the same.  So points
are cut into equal shares, one test each, a check of 30 points into three of 10.  Where that takes
too many shares there is one test a check: the points are right, and only the console is off.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from typing import Any

from grader.export.marks import Line, Marks, marks, why_unmarked
from grader.export.numbers import rounded
from grader.model import Standing, Suite

MOST_SHARES = 200
"""The reporter gets this through an environment variable, of which Linux allows 128 KiB."""

_LONGEST_OUTPUT = 500
_CENT = 0.01


def github_classroom(suite: Suite, standing: Standing) -> bytes:
    """The step's output.  Without points its status is "error", and a maximum of 0 keeps the
    reporter from making a zero of it."""
    found = marks(suite, standing)
    if found is None:
        return _encoded(
            {"version": 1, "status": "error", "max_score": 0, "tests": []}
            | {"message": why_unmarked(standing)}
        )
    tests = list(_shares(found)) or [_weighted(line) for line in _paid(found)]
    passing = all(test["status"] == "pass" for test in tests)
    status = "pass" if passing else "fail"
    document = {
        "version": 1,
        "status": status,
        "max_score": rounded(found.possible),
        "tests": tests,
    }
    return _encoded(document)


def _encoded(document: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps(document, allow_nan=False).encode())


def _paid(found: Marks) -> Iterator[Line]:
    """The lines with points, of which lateness has taken its part."""
    rate = found.earned / found.before_lateness if found.before_lateness else 1.0
    for line in found.lines:
        if line.points:
            said = (*line.said, found.late) if found.late else line.said
            passed = line.passed and rate == 1.0
            yield Line(
                line.number,
                line.question,
                line.title,
                line.earned * rate,
                line.points,
                passed,
                said,
            )


def _shares(found: Marks) -> Iterator[dict[str, Any]]:
    """The tests, each worth the same; none where no equal shares fit all points."""
    lines = list(_paid(found))
    cents = [(_cents(line.earned), _cents(line.points)) for line in lines]
    if any(e is None or p is None or not 0 <= e <= p for e, p in cents):
        return
    share = math.gcd(*(amount or 0 for pair in cents for amount in pair))
    if not share or sum(p or 0 for _, p in cents) // share > MOST_SHARES:
        return
    for line, (earned, points) in zip(lines, cents, strict=True):
        yield from _parts(line, (earned or 0) // share, (points or 0) // share, share)


def _parts(line: Line, earned: int, points: int, share: int) -> Iterator[dict[str, Any]]:
    for part in range(points):
        name = line.title if points == 1 else f"{line.title} ({part + 1} of {points})"
        passed = part < earned
        score = rounded(share * _CENT) if passed else 0
        yield _test(line, name, score, passed=passed, said=part == earned)


def _weighted(line: Line) -> dict[str, Any]:
    return _test(line, line.title, rounded(line.earned), passed=line.passed, said=True)


def _test(line: Line, name: str, score: float, *, passed: bool, said: bool) -> dict[str, Any]:
    text = "\n".join(line.said)[:_LONGEST_OUTPUT] if said and not passed else ""
    return {
        "name": name,
        "status": "pass" if passed else "fail",
        "score": score,
        "message": text,
        "output": text,
        "test_code": "",
        "task_id": 0,
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }


def _cents(points: float) -> int | None:
    """Hundredths of a point; None where it is no whole number of them."""
    cents = points / _CENT
    return round(cents) if math.isclose(cents, round(cents), abs_tol=1e-6) else None
