"""GitHub Classroom: the output of a grading step for the reporter, base64 of JSON.

The reporter shows two figures: the points, as the sum of the tests' scores, and on the console the
share of tests that pass, whatever their weight.  The figures agree if all tests weigh the same, so
points are cut into equal shares, one test each: a check of 30 points becomes three of 10.  If that
makes too many shares, each check is one test: the points are right, and only the console differs.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from typing import Any

from grader.export.decimals import rounded
from grader.export.marks import MarkLine, Marks, marks, why_unmarked
from grader.model import Standing, Suite

MOST_SHARES = 200
"""Most tests: the reporter reads them from an environment variable of at most 128 KiB."""

_LONGEST_OUTPUT = 500
_CENT = 0.01


def github_classroom(suite: Suite, standing: Standing) -> bytes:
    """Return the output of the grading step.

    A submission without points gets the status "error" and a maximum of 0, so the reporter shows no
    zero.
    """
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


def _paid(found: Marks) -> Iterator[MarkLine]:
    """Yield the lines with points, after lateness."""
    rate = found.earned / found.before_lateness if found.before_lateness else 1.0
    for line in found.lines:
        if line.points:
            notes = (*line.notes, found.late) if found.late else line.notes
            passed = line.passed and rate == 1.0
            yield MarkLine(
                line.number,
                line.question,
                line.title,
                line.earned * rate,
                line.points,
                passed,
                notes,
            )


def _shares(found: Marks) -> Iterator[dict[str, Any]]:
    """Yield tests of equal worth; nothing if no equal shares fit all points."""
    lines = list(_paid(found))
    cents = [(_cents(line.earned), _cents(line.points)) for line in lines]
    if any(e is None or p is None or not 0 <= e <= p for e, p in cents):
        return
    share = math.gcd(*(amount or 0 for pair in cents for amount in pair))
    if not share or sum(p or 0 for _, p in cents) // share > MOST_SHARES:
        return
    for line, (earned, points) in zip(lines, cents, strict=True):
        yield from _parts(line, (earned or 0) // share, (points or 0) // share, share)


def _parts(line: MarkLine, earned: int, points: int, share: int) -> Iterator[dict[str, Any]]:
    for part in range(points):
        name = line.title if points == 1 else f"{line.title} ({part + 1} of {points})"
        passed = part < earned
        score = rounded(share * _CENT) if passed else 0
        yield _test(line, name, score, passed=passed, notes=part == earned)


def _weighted(line: MarkLine) -> dict[str, Any]:
    return _test(line, line.title, rounded(line.earned), passed=line.passed, notes=True)


def _test(line: MarkLine, name: str, score: float, *, passed: bool, notes: bool) -> dict[str, Any]:
    text = "\n".join(line.notes)[:_LONGEST_OUTPUT] if notes and not passed else ""
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
    """Return points in hundredths; None if they are no whole number of hundredths."""
    cents = points / _CENT
    return round(cents) if math.isclose(cents, round(cents), abs_tol=1e-6) else None
