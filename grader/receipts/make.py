"""The receipts of a graded class, from its folder of results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple

from grader.errors import UsageError
from grader.model import DERIVATION, Grade, Lateness, QuestionGrade, Standing, Submission, Suite
from grader.receipts.commitment import Opening
from grader.receipts.decimals import decimal_text
from grader.receipts.own_run import hashes_of, versions_here
from grader.receipts.receipt import (
    VERSION,
    CaseVerdict,
    CheckPoints,
    GivenPoints,
    LateDays,
    QuestionPoints,
    Receipt,
    case_hash,
)
from grader.results.folder import ResultsFolder


def receipts_of(
    record: ResultsFolder, opening: Opening, salt: Callable[[], str]
) -> Iterator[Receipt]:
    """Yield a receipt for each student of a class.

    Parameters
    ----------
    record
        The folder of results.
    opening
        What was sealed before the task went out.
    salt
        Returns 16 fresh random bytes in hex.

    Raises
    ------
    UsageError
        The class was graded with something else than what was sealed.
    """
    _require_sealed(record, opening)
    graded = {"grader": record.key.grader, "level": record.isolation.level}
    made_by = versions_here() | graded
    attempts = {attempt.student: attempt for attempt in record.book.attempts()}
    for standing in record.standings:
        attempt = attempts.get(standing.person.student)
        handed_in = record.book.submission(attempt) if attempt else None
        yield receipt_of(
            record.suite,
            standing,
            handed_in,
            seal=opening.commitment,
            made_by=made_by,
            salt=salt(),
        )


def receipt_of(
    suite: Suite,
    standing: Standing,
    submission: Submission | None,
    *,
    seal: str,
    made_by: Mapping[str, str],
    salt: str,
) -> Receipt:
    """Return one student's receipt.

    Parameters
    ----------
    suite
        What was asked.
    standing
        The grade, and what people decided.
    submission
        What was handed in, if anything was.
    seal
        The commitment.
    made_by
        The versions that the grade was made with.
    salt
        16 random bytes in hex.
    """
    grade, points = standing.grade, standing.earned(suite)
    return Receipt(
        v=VERSION,
        seal=seal,
        student=standing.person.student,
        variant=standing.variant,
        submission=hashes_of(submission) if submission else {},
        verdicts=tuple(sorted(_verdicts(grade, salt), key=astuple)),
        questions=tuple(_questions(suite, standing)),
        late=_late(standing.lateness, standing, suite),
        points=None if points is None else decimal_text(points),
        of=decimal_text(suite.possible),
        ungraded=_why_ungraded(grade),
        made_by=made_by,
        salt=salt,
    )


def _require_sealed(record: ResultsFolder, opening: Opening) -> None:
    if opening.assignment != record.suite.assignment:
        raise UsageError(
            f"the seal is of '{opening.assignment}', the grades are of '{record.suite.assignment}'"
        )
    if opening.numbers != record.per_student:
        raise UsageError("the class was graded with another key than the one that was sealed")
    if not opening.key and opening.suite != record.digest:
        raise UsageError(
            "the class was graded with another suite than the one that was sealed;"
            " grade with it: grader grade --suite FILE"
        )


def _verdicts(grade: Grade | None, salt: str) -> Iterator[CaseVerdict]:
    """Yield the verdicts; they are sorted, so that their order does not tell the cases."""
    for question in grade.questions if grade else ():
        for one in question.verdicts:
            check = f"{question.question}.{one.check}"
            yield CaseVerdict(check, case_hash(salt, one.case), one.status.value)


def _questions(suite: Suite, standing: Standing) -> Iterator[QuestionPoints]:
    """Yield the points of what is marked, also where a person gave points to nothing."""
    graded = {one.question: one for one in standing.grade.questions} if standing.grade else {}
    for id in suite.marked:
        checks = _checks(graded[id]) if id in graded else ()
        written = standing.grade.derivation if standing.grade else None
        if id == DERIVATION and written:
            of = decimal_text(written.points)
            checks = (CheckPoints(DERIVATION, decimal_text(written.earned), of),)
        given = standing.override(id)
        by_hand = GivenPoints(decimal_text(given.points), given.why) if given else None
        yield QuestionPoints(id, checks, by_hand)


def _checks(question: QuestionGrade) -> tuple[CheckPoints, ...]:
    return tuple(
        CheckPoints(one.check, decimal_text(one.earned), decimal_text(one.points))
        for one in question.checks
    )


def _late(late: Lateness | None, standing: Standing, suite: Suite) -> LateDays | None:
    if late is None:
        return None
    due = suite.late.due if suite.late else ""
    return LateDays(late.days, decimal_text(late.percent), standing.submitted or late.unread, due)


def _why_ungraded(grade: Grade | None) -> str:
    if grade is None:
        return "nothing was handed in"
    return str(grade.ungraded) if grade.ungraded else ""
