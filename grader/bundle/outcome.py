"""One graded submission as the platform reads it that a bundle was uploaded to."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader import __version__
from grader.export import (
    autolab,
    feedback_of,
    gradescope,
    gradescope_page,
    junit,
    prairielearn,
    provenance,
    step_summary,
    whole_feedback,
)
from grader.results.one import GradedSubmission

Files = Mapping[str, bytes]
"""The content of each file in a folder; of the one file that is asked for under an empty name."""


def _gradescope(found: GradedSubmission) -> Files:
    feedback, about = whole_feedback(found.page, found.suite.language), _about(found)
    content = gradescope(found.suite, found.standing, feedback, about)
    return {"": content or gradescope_page(found.standing, feedback, about)}


def _prairielearn(found: GradedSubmission) -> Files:
    return {"": prairielearn(found.suite, found.standing, feedback_of(found.page))}


def _autolab(found: GradedSubmission) -> Files:
    return {"": autolab(found.suite, found.standing, feedback_of(found.page))}


def _actions(found: GradedSubmission) -> Files:
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
    "actions": _actions,
}
"""What to write for each platform, of a submission that is graded or has nothing to grade."""
