"""The instructor's compiler: is this assignment able to tell right from wrong?

Four claims are checked on a built suite.  Every misconception is told from the truth and from
every other one (unless they are declared twins).  Every right variant earns full marks in the
sandbox that students' code runs in, and every property holds for it.  And between the worst right
answer and the nearest wrong one there is a gap, given for each question in decades, in which the
tolerance lies.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.assignment.folder import Assignment
from grader.errors import SandboxError
from grader.marking.compare import distance
from grader.marking.fingerprint import Fingerprint, FingerprintTable
from grader.marking.hypotheses import single_fingerprints
from grader.marking.marker import Marker
from grader.marking.properties import PropertyStatus, findings, posed
from grader.model import Case, Execution, Grade, Question, Submission, Suite
from grader.sandbox import PLAIN, Plan, Worker, open_sandbox

Run = Callable[[Submission, Plan], Execution]
"""Runs a submission by a plan; raises SandboxError where that says nothing about it."""

_EXACT = 1e-17
"""What an exact answer counts as on a scale of decades."""


@dataclass(frozen=True)
class Gap:
    """One question's distances: of the worst right answer, and of the nearest wrong one."""

    question: str
    right: float
    wrong: float
    limit: float

    @property
    def decades(self) -> float:
        """The powers of ten between the two."""
        if math.isinf(self.wrong):
            return math.inf
        return math.log10(max(self.wrong, _EXACT) / max(self.right, _EXACT))


@dataclass(frozen=True)
class Verification:
    """The findings; ``problems`` is empty where the assignment can be used."""

    problems: tuple[str, ...]
    gaps: tuple[Gap, ...]
    misconceptions: int
    pairs: int
    variants: int


def verify(assignment: Assignment, suite: Suite, run: Run) -> Verification:
    """Check the claims on a built suite.

    Parameters
    ----------
    assignment
        With its variants and twins.
    suite
        What ``build`` made of the assignment.
    run
        Runs a variant in the sandbox that students' code runs in.

    Returns
    -------
    Verification
        The problems and, for each question, the gap in which the tolerance must lie.

    Raises
    ------
    SandboxError
        The variants cannot be run.
    """
    marker, plan = Marker(suite), Plan.of(suite)
    grades = [marker.mark(v.student, run(v, plan)) for v in assignment.variants]
    problems = [
        *_unasked_checks(suite),
        *_blind_spots(suite),
        *_indistinguishable(suite, assignment.twins),
        *_refused_variants(suite, grades),
        *_broken_properties(assignment, suite, grades, run),
    ]
    gaps = tuple(_gaps(suite, grades))
    problems += [_gap_text(gap) for gap in gaps if not gap.right < gap.limit < gap.wrong]
    return Verification(
        problems=tuple(problems),
        gaps=gaps,
        misconceptions=len(suite.misconceptions),
        pairs=sum(len(question.pairs.pairs) for question in suite.questions),
        variants=len(grades),
    )


def open_for_variants(suite: Suite) -> Worker:
    """Open a sandbox for the instructor's own code: isolated where this host can isolate.

    Raise SandboxError where nothing can be run.
    """
    try:
        return open_sandbox(suite.limits, suite.modules)
    except SandboxError:
        return open_sandbox(suite.limits, suite.modules, PLAIN)


def _unasked_checks(suite: Suite) -> Iterable[str]:
    """Yield the checks that everybody would pass."""
    for question in suite.questions:
        asked = question.checks_of(question.cases)
        for check in question.checks:
            if check not in asked:
                yield f"{question.id}: no case belongs to the check '{check.id}'"


def _blind_spots(suite: Suite) -> Iterable[str]:
    """Yield the misconceptions that earn full marks."""
    for known in suite.misconceptions:
        question, off = _clearest(suite, known.id)
        if off <= question.tolerance.relative:
            yield f"no case tells '{known.id}' from the right answer"


def _clearest(suite: Suite, misconception: str) -> tuple[Question, float]:
    """Return the question in which a misconception shows most, and its distance there."""
    shown = ((question, _wrong_distance(question, misconception)) for question in suite.questions)
    return max(shown, key=lambda one: one[1] / one[0].tolerance.relative)


def _wrong_distance(question: Question, misconception: str) -> float:
    """Return the largest distance of a misconception from right among the marked cases."""
    marked = (case for case in question.cases if question.marks(case))
    return max((_off(case, misconception, question) for case in marked), default=0.0)


def _off(case: Case, misconception: str, question: Question) -> float:
    wrong = next((d for d in case.distractors if d.misconception == misconception), None)
    if wrong is None:
        return 0.0
    if wrong.value is None:
        return math.inf
    return distance(wrong.value, case.expected, elementwise=question.tolerance.elementwise)


def _indistinguishable(suite: Suite, twins: Sequence[frozenset[str]]) -> Iterable[str]:
    """Yield pairs of misconceptions that answer alike everywhere and are no declared twins."""
    prints = {
        question.id: single_fingerprints(question, suite.misconceptions)
        for question in suite.questions
    }
    for one, other in itertools.combinations([known.id for known in suite.misconceptions], 2):
        declared = any({one, other} <= group for group in twins)
        alike = all(_alike(table.get(one), table.get(other)) for table in prints.values())
        if alike and not declared:
            yield f"no case tells '{one}' from '{other}'; if no input can, list them as twins"
        if declared and not alike:
            yield f"'{one}' and '{other}' are listed as twins, and a case tells them apart"


def _alike(one: Fingerprint | None, other: Fingerprint | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(FingerprintTable.of([one], len(one.kinds)).alike(other, 1e-6).all())


def _refused_variants(suite: Suite, grades: Iterable[Grade]) -> Iterable[str]:
    """Yield the right variants that do not earn full marks."""
    marked = {c.id for question in suite.questions for c in question.cases if question.marks(c)}
    for grade in grades:
        for question in grade.questions:
            lost = [v for v in question.verdicts if not v.right and v.case in marked]
            if lost:
                named = ", ".join(f"{v.case} ({v.status.value})" for v in lost[:3])
                yield f"the right variant '{grade.student}' loses {question.question}: {named}"


def _broken_properties(
    assignment: Assignment, suite: Suite, grades: Sequence[Grade], run: Run
) -> Iterable[str]:
    """Yield the properties that do not hold for some right variant."""
    asked = posed(suite, grades[0], seed=0) if grades else None
    if asked is None:
        return
    plan = Plan.of(asked)
    for variant, grade in zip(assignment.variants, grades, strict=True):
        for one in findings(suite, grade, asked, run(variant, plan)):
            if one.standing is not PropertyStatus.HOLDS:
                yield (
                    f"the property '{one.about.key}' does not hold for the right variant"
                    f" '{variant.student}' ({one.standing.value})"
                )


def _gaps(suite: Suite, grades: Sequence[Grade]) -> Iterable[Gap]:
    """Yield each question's gap, up to the nearest misconception that shows most there."""
    clearest = [_clearest(suite, known.id) for known in suite.misconceptions]
    for question in suite.questions:
        wrong = [off for shown, off in clearest if shown is question]
        yield Gap(
            question=question.id,
            right=_worst_right(question, grades),
            wrong=min(wrong, default=math.inf),
            limit=question.tolerance.relative,
        )


def _worst_right(question: Question, grades: Iterable[Grade]) -> float:
    """Return the largest distance of a right variant among the well-conditioned cases."""
    clear = {case.id for case in question.cases if question.marks(case) and case.well_conditioned}
    errors = (
        verdict.distance
        for grade in grades
        for graded in grade.questions
        for verdict in graded.verdicts
        if verdict.case in clear and verdict.right and verdict.distance is not None
    )
    return max(errors, default=0.0)


def _gap_text(gap: Gap) -> str:
    return (
        f"{gap.question}: the tolerance {gap.limit:g} does not lie between the worst right answer"
        f" ({gap.right:.1e}) and the nearest wrong one ({gap.wrong:.1e})"
    )
