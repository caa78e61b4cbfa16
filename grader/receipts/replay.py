"""Compare a receipt with the same submission, graded again on this machine.

Verdicts are compared, not numbers: processors and libraries round differently.  A time limit, a
full memory and a crash depend on the machine, so verdicts of these cannot be replayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from grader.model import Case, CheckGrade, Grade, LatePolicy, Question, Status, Suite
from grader.receipts.decimals import decimal_of, decimal_text, same
from grader.receipts.findings import Finding, differs, holds, not_checked, told
from grader.receipts.receipt import CheckPoints, QuestionPoints, Receipt, case_hash
from grader.text.clean import one_line

_MACHINE = frozenset(
    status.value
    for status in (
        *(Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.DIED, Status.FLOODED, Status.TAMPERED),
    )
)
"""The verdicts that depend on the machine."""

_MOST_NAMED = 5


@dataclass(frozen=True)
class Replay:
    """The grade that this machine gives.

    ``is_complete`` is False where what follows from earlier answers could not be found, which takes
    right formulas; ``made_by`` are the versions here.
    """

    grade: Grade
    is_complete: bool
    made_by: Mapping[str, str]


@dataclass(frozen=True)
class _Compared:
    """One case of the suite: what the receipt says of it, and what came of it here."""

    question: str
    check: str
    case: Case
    stated: str
    here: str

    @property
    def is_same(self) -> bool:
        return self.stated == self.here

    @property
    def depends_on_machine(self) -> bool:
        return not self.is_same and bool({self.stated, self.here} & _MACHINE)

    def __str__(self) -> str:
        stated = one_line(self.stated, characters=40)
        return f"{self.check}, case {self.case.name}: graded as '{stated}', here '{self.here}'"


class Comparison:
    """A receipt beside a replay, by the sealed suite."""

    def __init__(self, suite: Suite, receipt: Receipt, replay: Replay) -> None:
        self._suite, self._receipt, self._replay = suite, receipt, replay

    def verdicts(self) -> Iterator[Finding]:
        """Yield what is to be said of the verdicts."""
        stated = sorted((one.check, one.case) for one in self._receipt.verdicts)
        if stated != sorted((f"{q.id}.{c.check}", self._hash(c)) for q, c in self._asked):
            yield differs("verdicts", "the receipt has not one verdict for each sealed case")
            return
        every = self._compared
        apart = [one for one in every if not one.is_same and not one.depends_on_machine]
        machine = [one for one in every if one.depends_on_machine]
        equal = len(every) - len(apart) - len(machine)
        if equal:
            yield holds("verdicts", f"{equal} of {len(every)} verdicts are the same here")
        if apart:
            yield differs("verdicts", f"{_named(apart)}; {self._versions}")
        if machine:
            yield not_checked("verdicts", f"cannot be replayed: {_named(machine)}")

    def points(self) -> Iterator[Finding]:
        """Yield what is to be said of the points of each question and of lateness."""
        stated = {one.question: one for one in self._receipt.questions}
        if list(stated) != list(self._suite.marked) or len(stated) != len(self._receipt.questions):
            yield differs("points", "the receipt has not the questions that are sealed")
            return
        possible = decimal_text(self._suite.possible)
        if not same(decimal_of(self._receipt.of), decimal_of(possible)):
            yield differs("points", f"they are of {self._receipt.of}, and {possible} are sealed")
        for question in self._suite.questions:
            yield self._question(question, stated[question.id])
        if len(stated) > len(self._suite.questions):
            yield not_checked("points", "the points of the written derivation are not replayed")
        yield from lateness(self._receipt, self._suite)

    @cached_property
    def _compared(self) -> tuple[_Compared, ...]:
        stated = {one.case: one.verdict for one in self._receipt.verdicts}
        here = {
            verdict.case: verdict.status.value
            for question in self._replay.grade.questions
            for verdict in question.verdicts
        }
        return tuple(
            _Compared(q.id, f"{q.id}.{c.check}", c, stated[self._hash(c)], here.get(c.id, ""))
            for q, c in self._asked
        )

    @property
    def _asked(self) -> Iterator[tuple[Question, Case]]:
        return ((question, case) for question in self._suite.questions for case in question.cases)

    def _hash(self, case: Case) -> str:
        return case_hash(self._receipt.salt, case.id)

    @property
    def _versions(self) -> str:
        return f"graded with {_listed(self._receipt.made_by)}; here {_listed(self._replay.made_by)}"

    def _question(self, question: Question, stated: QuestionPoints) -> Finding:
        sealed = [(check.id, decimal_text(check.points)) for check in question.checks]
        if [(one.check, one.of) for one in stated.checks] != sealed:
            return differs("points", f"{question.id}: its checks or their points are not sealed so")
        graded = next(q for q in self._replay.grade.questions if q.question == question.id)
        pairs = zip(stated.checks, graded.checks, strict=True)
        apart = [(one, own) for one, own in pairs if not _is_same(one, own)]
        if not apart:
            return holds("points", f"{question.id}: the points follow from the verdicts")
        if any(one.question == question.id and not one.is_same for one in self._compared):
            why = "some verdicts are not the same here, so its points cannot be compared"
            return not_checked("points", f"{question.id}: {why}")
        if not self._replay.is_complete and all(
            self._may_follow(question.id, *pair) for pair in apart
        ):
            why = (
                "points for what follows from earlier answers take right formulas, which this"
                " program does not use; the whole grader does: grader verify-receipt --seal"
            )
            return not_checked("points", f"{question.id}: {why}")
        return differs("points", f"{question.id}: {_points_apart(*apart[0])}")

    def _may_follow(self, question: str, stated: CheckPoints, graded: CheckGrade) -> bool:
        """Return whether the points could be given where a wrong answer is explained."""
        if self._is_right(f"{question}.{graded.check}"):
            return False  # nothing is to be explained
        rates = (0.0, self._suite.follow_through, 1.0)
        earned = decimal_of(stated.earned)
        return any(same(earned, decimal_of(decimal_text(graded.points * r))) for r in rates)

    def _is_right(self, check: str) -> bool:
        right = Status.RIGHT.value
        return all(one.here == right for one in self._compared if one.check == check)


def lateness(receipt: Receipt, suite: Suite) -> Iterator[Finding]:
    """Yield whether the receipt's lateness is that of its time by the sealed rule."""
    late, policy = receipt.late, suite.late
    if late is None:
        return
    days = _days_late(late.submitted, policy) if policy else 0
    cost, due = (policy.percent(days), policy.due) if policy else (0.0, "")
    yield told(
        "lateness",
        f"{late.days} late days cost what was sealed: {late.percent} %",
        f"{late.days} late days cost {one_line(late.percent)} %; handed in"
        f" {one_line(late.submitted)}, sealed are {days} late days and {decimal_text(cost)} %",
        is_so=(late.days, late.percent, late.due) == (days, decimal_text(cost), due),
    )


def _days_late(submitted: str, policy: LatePolicy) -> int:
    """Return how late a time is by the sealed rule; 0 where it is no time that is certain."""
    try:
        return policy.days(datetime.fromisoformat(submitted))
    except (ValueError, TypeError, OverflowError):
        return 0  # as the class is graded: nobody is charged for what cannot be read


def _is_same(stated: CheckPoints, graded: CheckGrade) -> bool:
    return same(decimal_of(stated.earned), decimal_of(decimal_text(graded.earned)))


def _points_apart(stated: CheckPoints, graded: CheckGrade) -> str:
    earned = decimal_text(graded.earned)
    return f"{graded.check} has {stated.earned} points, and {earned} follow from its verdicts"


def _named(cases: list[_Compared]) -> str:
    more = len(cases) - _MOST_NAMED
    named = "; ".join(map(str, cases[:_MOST_NAMED]))
    return f"{named}; and {more} more" if more > 0 else named


def _listed(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{one_line(k)} {one_line(v)}" for k, v in versions.items() if v)
