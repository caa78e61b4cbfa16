"""The zip file that is uploaded to a platform, complete: scripts, suite and wheel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader import __version__
from grader.assignment.build import build, build_public
from grader.assignment.folder import Assignment
from grader.bundle.autolab import autolab_files
from grader.bundle.parts import Parts, fixed
from grader.bundle.prairielearn import prairielearn_files
from grader.bundle.submitty import submitty_files
from grader.bundle.wheel import own_wheel
from grader.errors import UsageError
from grader.files import assignment_files
from grader.kit.archive import archive
from grader.kit.contents import answer_free
from grader.model import Suite


@dataclass(frozen=True)
class Platform:
    """A platform that grades by itself.

    ``public_only`` is True where students can read what is uploaded, ``has_seeds`` where it gives
    each student a seed.
    """

    name: str
    files: Callable[[Parts], dict[str, bytes]]
    public_only: bool = False
    has_seeds: bool = False


def bundle(
    platform: str,
    assignment: Assignment,
    suite: Suite | None = None,
    image: str = "",
    key: bytes | None = None,
) -> bytes:
    """Make the zip file that is uploaded to a platform.

    Parameters
    ----------
    platform
        A key of ``PLATFORMS``.
    assignment
        What ``load_assignment`` returns.
    suite
        What submissions are graded with.  None takes new hidden cases from a secret seed, or the
        public cases where students can read what is uploaded.
    image
        The name of the container image, for a platform that starts one; a name made from the
        assignment's if it is empty.
    key
        Draw hidden numbers for each student, from this key and the platform's seed.

    Returns
    -------
    bytes
        The zip file: line ends as Linux needs them, and scripts that may be run.

    Raises
    ------
    UsageError
        The suite is of another assignment, or has hidden cases that students could read, or
        there is a key and the platform has no seeds, or another state of the assignment.
    GraderError
        The grader is not installed.
    """
    kind = PLATFORMS[platform]
    if suite is None:
        suite = build_public(assignment) if kind.public_only else build(assignment)
    elif suite.assignment != assignment.outline.assignment:
        raise UsageError(
            f"the suite is of the assignment {suite.assignment!r}, and the folder holds"
            f" {assignment.outline.assignment!r}"
        )
    if kind.public_only:
        suite = _readable(suite, assignment, kind)
    drawing = {} if key is None else _drawing(kind, assignment, suite, key)
    image = image or f"{suite.assignment.lower()}-grader:{__version__}"
    return archive(kind.files(Parts(suite, own_wheel(), image, drawing)))


def _drawing(kind: Platform, assignment: Assignment, suite: Suite, key: bytes) -> dict[str, bytes]:
    """Return the files that students' own numbers are drawn with."""
    if not kind.has_seeds:
        seeded = ", ".join(one.name for one in PLATFORMS.values() if one.has_seeds)
        raise UsageError(
            f"{kind.name} tells the grader no seed of a student: only with {seeded} can students"
            " have hidden numbers of their own"
        )
    if suite.source != assignment.outline.source:
        raise UsageError(
            f"{assignment.folder} is not what the suite was built from, and draws other numbers:"
            " leave --suite out"
        )
    files = assignment_files(assignment.folder)
    return {"key.txt": key, **{f"assignment/{path}": data for path, data in files.items()}}


def _readable(suite: Suite, assignment: Assignment, kind: Platform) -> Suite:
    """Return the suite without formulas to find.  Raise UsageError where it holds a secret."""
    if holds_secrets(suite):
        raise UsageError(
            f"students can read what is uploaded to {kind.name}, and this suite has hidden cases:"
            " leave out --suite, which takes the public cases, and grade with the hidden ones on"
            " a machine of your own (`grader grade`)"
        )
    return answer_free(suite, assignment.sheet)


def holds_secrets(suite: Suite) -> bool:
    """Return whether a suite has a hidden case, or something that hidden answers follow from."""
    cases = (case for question in suite.questions for case in question.cases)
    derived = suite.seed is not None or suite.program is not None or bool(suite.right_values)
    return derived or any(case.hidden for case in cases)


def _gradescope_files(parts: Parts) -> dict[str, bytes]:
    return {**fixed("gradescope"), **parts.suite_and_wheel("", "")}


def _actions_files(parts: Parts) -> dict[str, bytes]:
    places = {"grade_yml": ".github/workflows/grade.yml", "run_sh": ".grader/run.sh"}
    return {
        **fixed("actions", **places, README_txt=".grader/README.txt"),
        **parts.suite_and_wheel(".grader/", ".grader/"),
    }


def _gitlab_files(parts: Parts) -> dict[str, bytes]:
    places = {"gitlab_yml": ".gitlab-ci.yml", "run_sh": ".grader/run.sh"}
    return {
        **fixed("gitlab", **places, README_txt=".grader/README.txt"),
        **parts.suite_and_wheel(".grader/", ".grader/"),
    }


def _classroom50_files(parts: Parts) -> dict[str, bytes]:
    return {**fixed("classroom50"), **parts.suite_and_wheel("", "")}


PLATFORMS = {
    "gradescope": Platform("Gradescope", _gradescope_files),
    "prairielearn": Platform("PrairieLearn", prairielearn_files, has_seeds=True),
    "autolab": Platform("Autolab", autolab_files),
    "submitty": Platform("Submitty", submitty_files),
    "actions": Platform("GitHub Actions", _actions_files, public_only=True),
    "gitlab": Platform("GitLab", _gitlab_files, public_only=True),
    "classroom50": Platform("Classroom 50", _classroom50_files, public_only=True),
}
