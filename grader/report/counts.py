"""The block "What counts": how the final points arise, and what else is on record."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model import DERIVATION, Lateness, Override
from grader.report import numbers
from grader.report.grade_view import GradeView, format_time, reasons
from grader.report.pages import CountRow, Counts
from grader.report.phrases import message_in
from grader.report.words import Words
from grader.text.clean import one_line


def counts(grade_view: GradeView) -> Counts | None:
    """Return the block, or None if nothing but the grade is on record."""
    words = grade_view.words
    rows = tuple(_rows(grade_view)) if grade_view.changes_points else ()
    facts = tuple(_facts(grade_view))
    if not rows and not facts:
        return None
    return Counts(
        title=words("counts.title" if rows else "counts.title_facts"),
        facts=facts,
        columns=(words("counts.what"), words("counts.found"), words("counts.now")),
        rows=rows,
        note=words("counts.note") if grade_view.is_decided else "",
    )


def _facts(grade_view: GradeView) -> Iterable[str]:
    standing, words = grade_view.standing, grade_view.words
    suite, late = grade_view.suite, standing.lateness
    due = suite.late.due if suite.late else ""
    time = format_time(standing.submitted, suite.zone)
    again = standing.attempt > 1  # a first attempt needs no mention
    known = [name for name, value in (("attempt", again), ("time", time)) if value]
    if known:
        yield words(f"counts.{'_'.join(known)}", n=standing.attempt, time=time)
    if due:
        yield words("counts.due", time=format_time(due, suite.zone))
    if late and not late.percent:
        yield _late(late, words)
    if standing.person.members:
        members = tuple(one_line(name, characters=120) for name in standing.person.members)
        yield words("counts.members", names=words.listed(members))
    if standing.variant:
        yield words("counts.variant", variant=one_line(standing.variant, characters=60))
    for remark in standing.remarks:
        yield words(
            "counts.remark", remark=one_line(message_in(suite.language, remark), characters=300)
        )


def _derivation_row(grade_view: GradeView, given: Override) -> CountRow:
    written, words = grade_view.grade.derivation, grade_view.words
    return CountRow(
        kind="",
        title=words("derivation.title"),
        more=reasons(given, words),
        found=numbers.points(written.earned if written else None),
        now=f"{numbers.points(given.points)} / "
        f"{numbers.points(grade_view.suite.marked.get(DERIVATION))}",
    )


def _late(late: Lateness, words: Words) -> str:
    if late.unread:
        return words("counts.time_unread", time=one_line(late.unread, characters=80))
    if not late.days:
        return words("counts.late_unknown")
    name = "counts.late" if late.percent else "counts.late_free"
    return words.count(name, late.days, percent=f"{late.percent:g}")


def _rows(grade_view: GradeView) -> Iterable[CountRow]:
    words = grade_view.words
    for question in grade_view.overridden:
        given = grade_view.standing.override(question.id)
        assert given is not None
        yield CountRow(
            kind="",
            title=question.title,
            more=reasons(given, words),
            found=grade_view.found_points(question),
            now=grade_view.points_of(question),
        )
    if grade_view.decided_derivation:
        yield _derivation_row(grade_view, grade_view.decided_derivation)
    points = numbers.points
    found = points(None if grade_view.grade.ungraded else grade_view.grade.earned)
    before = grade_view.before_lateness
    yield CountRow("sum", words("counts.sum"), "", found, points(before))
    late = grade_view.standing.lateness
    if late and late.percent:
        cost = points(None if before is None else -before * late.percent / 100)
        yield CountRow("", _late(late, words), "", "", numbers.with_minus(cost))
        yield CountRow("sum", words("counts.total"), "", "", points(grade_view.earned))
