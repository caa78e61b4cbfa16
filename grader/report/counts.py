"""How the points come about that count in the end, and what else is on record of a submission."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model import Lateness
from grader.report import numbers
from grader.report.decided import Decided, reasons, when
from grader.report.pages import CountRow, Counts
from grader.report.words import Words
from grader.text.clean import one_line


def counts(decided: Decided) -> Counts | None:
    """None where there is nothing on record but the grade."""
    words = decided.words
    rows = tuple(_rows(decided)) if decided.changes_points else ()
    facts = tuple(_facts(decided))
    if not rows and not facts:
        return None
    return Counts(
        title=words("counts.title" if rows else "counts.title_facts"),
        facts=facts,
        columns=(words("counts.what"), words("counts.found"), words("counts.now")),
        rows=rows,
        note=words("counts.note") if decided.overridden else "",
    )


def _facts(decided: Decided) -> Iterable[str]:
    standing, words = decided.standing, decided.words
    time = when(standing.submitted)
    again = standing.attempt > 1  # the first is what everybody expects
    known = [name for name, value in (("attempt", again), ("time", time)) if value]
    if known:
        yield words(f"counts.{'_'.join(known)}", n=standing.attempt, time=time)
    if standing.lateness and not standing.lateness.percent:
        yield _late(standing.lateness, words)
    if standing.person.members:
        members = tuple(one_line(name, characters=120) for name in standing.person.members)
        yield words("counts.members", names=words.listed(members))
    if standing.variant:
        yield words("counts.variant", variant=one_line(standing.variant, characters=60))
    for remark in standing.remarks:
        yield words("counts.remark", remark=one_line(remark, characters=300))


def _late(late: Lateness, words: Words) -> str:
    if not late.days:
        return words("counts.late_unknown")
    name = "counts.late" if late.percent else "counts.late_free"
    return words.count(name, late.days, percent=f"{late.percent:g}")


def _rows(decided: Decided) -> Iterable[CountRow]:
    words = decided.words
    for question in decided.overridden:
        given = decided.standing.override(question.id)
        assert given is not None
        yield CountRow(
            kind="",
            title=question.title,
            more=reasons(given, words),
            found=decided.found(question),
            now=decided.points_of(question),
        )
    points = numbers.points
    found = points(None if decided.grade.ungraded else decided.grade.earned)
    before = decided.before_lateness
    yield CountRow("sum", words("counts.sum"), "", found, points(before))
    late = decided.standing.lateness
    if late and late.percent:
        cost = points(None if before is None else -before * late.percent / 100)
        yield CountRow("", _late(late, words), "", "", numbers.with_minus(cost))
        yield CountRow("sum", words("counts.total"), "", "", points(decided.earned))
