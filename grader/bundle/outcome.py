"""One graded submission as the platform reads it that a bundle was uploaded to."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from grader import __version__
from grader.export import (
    Submission50,
    autolab,
    classroom50,
    classroom50_ungraded,
    feedback_of,
    gradescope,
    gradescope_page,
    junit,
    prairielearn,
    provenance,
    step_summary,
    submitty,
    submitty_text,
    whole_feedback,
)
from grader.results.one import GradedSubmission

Files = Mapping[str, bytes]
"""The content of each file in a folder; of the one file that is asked for under an empty name."""


def _gradescope(found: GradedSubmission) -> Files:
    feedback, about = whole_feedback(found.page, found.suite.language), _about(found)
    content = gradescope(found.suite, found.standing, feedback, about)
    return {"": content or gradescope_page(found.suite, found.standing, feedback, about)}


def _prairielearn(found: GradedSubmission) -> Files:
    return {"": prairielearn(found.suite, found.standing, feedback_of(found.page))}


def _autolab(found: GradedSubmission) -> Files:
    return {"": autolab(found.suite, found.standing, feedback_of(found.page))}


def _submitty(found: GradedSubmission) -> Files:
    return {
        "grade.json": submitty(found.suite, found.standing),
        "feedback.log": submitty_text(found.suite, found.standing, feedback_of(found.page)),
    }


def _classroom50(found: GradedSubmission) -> Files:
    feedback, about = feedback_of(found.page), Submission50.of_environment(os.environ)
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = classroom50(found.suite, found.standing, feedback, about=about, time=time)
    return {
        "result.json": content or classroom50_ungraded(about, time),
        "release-body.md": step_summary(found.suite, found.standing, feedback),
        "grade.html": found.html.encode(),
    }


def _repository(found: GradedSubmission) -> Files:
    feedback = feedback_of(found.page)
    xml = junit(found.suite, [found.standing], lambda _: feedback)
    return {
        "summary.md": step_summary(found.suite, found.standing, feedback),
        "junit.xml": b"".join(xml),
        "page.html": found.html.encode(),
    }


def _about(found: GradedSubmission) -> dict[str, Any]:
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    return {**provenance(found, __version__), **versions}


OUTCOMES: Mapping[str, Callable[[GradedSubmission], Files]] = {
    "gradescope": _gradescope,
    "prairielearn": _prairielearn,
    "autolab": _autolab,
    "submitty": _submitty,
    "actions": _repository,
    "gitlab": _repository,
    "classroom50": _classroom50,
}
"""What to write for each platform, of a submission that is graded or has nothing to grade."""
