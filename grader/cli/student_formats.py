"""The formats with files for each student: how each is made, and what its help says."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from grader.export import (
    Feedback,
    Submission50,
    classroom50,
    gradescope,
    junit,
    prairielearn,
    step_summary,
)
from grader.model import Standing, Suite

Files = Mapping[str, bytes]
"""The files of one student: the content of each suffix, or of each name in a folder."""

_RETIRED = """
GitHub Classroom was retired on 28 August 2026.  GitHub shows these files, and no service reads
points from them.
"""


@dataclass(frozen=True)
class StudentFormat:
    """A format with files for each student.

    ``make`` returns no file where the format cannot express a student without points.  With
    ``suffix`` a student has one file, else a folder.
    """

    what: str
    make: Callable[[Suite, Standing, Feedback], Files]
    suffix: str
    ungraded: str
    fate: str = "left out"
    more: str = ""
    example: str = ""


def _gradescope(suite: Suite, standing: Standing, feedback: Feedback) -> Files:
    return _present(".json", gradescope(suite, standing, feedback))


def _prairielearn(suite: Suite, standing: Standing, feedback: Feedback) -> Files:
    return _present(".json", prairielearn(suite, standing, feedback))


def _classroom50(suite: Suite, standing: Standing, feedback: Feedback) -> Files:
    # Within the autograder of Classroom 50 the environment says whose submission it is.
    about = Submission50.of_environment(os.environ) if "CLASSROOM" in os.environ else None
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _present(".json", classroom50(suite, standing, feedback, about=about, time=time))


def _actions(suite: Suite, standing: Standing, feedback: Feedback) -> Files:
    xml = b"".join(junit(suite, [standing], lambda _: feedback))
    return {"summary.md": step_summary(suite, standing, feedback), "junit.xml": xml}


def _present(suffix: str, content: bytes | None) -> Files:
    return {} if content is None else {suffix: content}


_ACTIONS = StudentFormat(
    what="the summary of a step and JUnit XML for GitHub Actions",
    make=_actions,
    suffix="",
    ungraded="both files say so, and show no points",
    fate='shown as "not graded"',
    more=_RETIRED,
    example='  cat one/summary.md >> "$GITHUB_STEP_SUMMARY"\n',
)

STUDENT_FORMATS = {
    "gradescope": StudentFormat(
        what="results.json for Gradescope",
        make=_gradescope,
        suffix=".json",
        ungraded="no file, and status 3 with --student",
    ),
    "prairielearn": StudentFormat(
        what="results.json for PrairieLearn",
        make=_prairielearn,
        suffix=".json",
        ungraded='the file says "not gradable", which uses up no attempt',
        fate='marked as "not gradable"',
    ),
    "classroom50": StudentFormat(
        what="result.json for Classroom 50",
        make=_classroom50,
        suffix=".json",
        ungraded="no file, and status 3 with --student",
        more="""
Its autograder runs in the student's own repository, where nothing can be hidden: grade there with
public cases only.  No other service reads these points.
""",
    ),
    "actions": _ACTIONS,
    "github-classroom": _ACTIONS,
}
