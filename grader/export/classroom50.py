"""Classroom 50: the result.json that its autograder writes beside a student's files.

Scores are integers there.  Points that are not whole are multiplied by 10 or 100, and so is the
maximum: the share stays what it is.  A score ends at its maximum, so points that a person gave
beyond it are not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.export.blocks import plain
from grader.export.explained import ExplainedLine, explained_lines
from grader.export.feedback import Feedback
from grader.export.marks import Marks, marks
from grader.model import Standing, Suite
from grader.text.clean import one_line

SCHEMA = "classroom50/result/v1"
_FACTORS = (1, 10, 100)
_NONE = Feedback()


@dataclass(frozen=True)
class Submission50:
    """What Classroom 50 tells its autograder about a submission."""

    classroom: str = ""
    assignment: str = ""
    assignment_type: str = "individual"
    owner: str = ""
    submission: str = ""
    commit: str = ""
    release: str = ""
    review: str = ""

    @classmethod
    def of_environment(cls, variables: Mapping[str, str]) -> Submission50:
        """Return the facts in the environment of the autograder."""
        return cls(
            classroom=variables.get("CLASSROOM", ""),
            assignment=variables.get("ASSIGNMENT", ""),
            assignment_type=variables.get("ASSIGNMENT_TYPE", "") or "individual",
            owner=variables.get("OWNER", "") or variables.get("USERNAME", ""),
            submission=variables.get("SUBMISSION_TAG", ""),
            commit=variables.get("COMMIT_URL", ""),
            release=variables.get("RELEASE_URL", ""),
            review=variables.get("REVIEW_URL", ""),
        )


def classroom50(
    suite: Suite,
    standing: Standing,
    feedback: Feedback = _NONE,
    *,
    about: Submission50 | None = None,
    time: str = "",
) -> bytes | None:
    """Return the result as strict JSON; None without points.

    Parameters
    ----------
    suite : Suite
    standing : Standing
    feedback : Feedback
    about : Submission50, optional
        By default, the assignment and the student.
    time : str
        The time of grading in ISO 8601.
    """
    found = marks(suite, standing)
    if found is None:
        return None
    known = about or Submission50(assignment=suite.assignment, owner=standing.person.student)
    factor = _factor(found)
    tests = [_test(line, factor) for line in explained_lines(found, feedback) if line.line.points]
    earned = _score(found.earned, found.possible, factor)
    return _dumped(known, time, earned, round(found.possible * factor), tests)


def classroom50_ungraded(about: Submission50, time: str) -> bytes:
    """Return the result of a submission that holds nothing to grade: 0 of 0, without a test."""
    return _dumped(about, time, 0, 0, [])


def _dumped(
    about: Submission50, time: str, earned: int, possible: int, tests: list[dict[str, Any]]
) -> bytes:
    document = {
        "schema": SCHEMA,
        **{name: one_line(value) for name, value in vars(about).items()},
        "datetime": time,
        "score": earned,
        "max-score": possible,
        "tests": tests,
    }
    return json.dumps(document, allow_nan=False, indent=1).encode()


def _test(explained: ExplainedLine, factor: int) -> dict[str, Any]:
    line = explained.line
    return {
        "test-name": line.title,
        "passed": line.passed,
        "score": _score(line.earned, line.points, factor),
        "max-score": round(line.points * factor),
        "output": plain(explained.blocks),
    }


def _score(earned: float, possible: float, factor: int) -> int:
    return round(min(earned, possible) * factor)


def _factor(found: Marks) -> int:
    """Return the smallest factor that makes all points whole, else the largest."""
    numbers = [found.earned, found.possible]
    numbers += [points for line in found.lines for points in (line.earned, line.points)]
    fits = (f for f in _FACTORS if all(abs(n * f - round(n * f)) < 1e-6 for n in numbers))
    return next(fits, _FACTORS[-1])
