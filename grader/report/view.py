"""A grade to what its student reads.  Pure: the same grade is the same page.

This is where everything is decided that a page says.  Whatever a student wrote passes through
``clean`` on its way into it, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from grader.marking.compare import WORST_DOUBLE
from grader.model import (
    Grade,
    Isolation,
    Method,
    Outcome,
    Standing,
    Submission,
    Suite,
    TimedOut,
)
from grader.report import numbers
from grader.report.answered import Answered, answered, failed_loading
from grader.report.cards import CardMaker, fix_title
from grader.report.causes import Cause, causes
from grader.report.checks import check_kind, check_rows, rows_not_run
from grader.report.counts import counts
from grader.report.decided import Decided
from grader.report.happened import outcome_facts, stopped_at
from grader.report.headline import Findings, headline, not_run
from grader.report.left_out import left_out
from grader.report.listing import Source
from grader.report.pages import CheckRow, Fix, Headline, Link, StudentPage, Trouble
from grader.report.path import path
from grader.report.words import Words, words_in
from grader.text import cells
from grader.text.clean import clean, one_line


def student_page(
    suite: Suite,
    submission: Submission,
    grade: Grade,
    *,
    isolation: Isolation,
    version: str,
    suite_id: str,
    reveal: bool = False,
    standing: Standing | None = None,
) -> StudentPage:
    """The page of one submission; ``reveal`` shows hidden cases too, to the instructor.

    ``standing`` is the student's line in the gradebook: what people decided about this grade.
    """
    words = words_in(suite.language)
    questions = answered(suite, grade, reveal=reveal)
    footer = _footer(suite, words, level=isolation.level, version=version, suite_id=suite_id)
    decided = Decided.of(suite, grade, standing, words)
    maker = _PageMaker(submission, decided, footer)
    if grade.ungraded:
        return maker.ungraded()
    outcome = failed_loading(questions)
    if outcome is not None:
        return maker.not_loaded(outcome)
    return maker.graded(questions)


class _PageMaker:
    """What all pages of one submission have in common, and the three that there are."""

    def __init__(self, submission: Submission, decided: Decided, footer: tuple[str, ...]) -> None:
        self._suite = decided.suite
        self._grade = decided.grade
        self._words = decided.words
        self._decided = decided
        self._footer = footer
        self._source = Source(submission.source, submission.filename.endswith(cells.SUFFIX))
        self._file = one_line(submission.filename or self._suite.module, characters=100)
        self._student = decided.name

    def graded(self, questions: Sequence[Answered]) -> StudentPage:
        suite, words = self._suite, self._words
        found = causes(questions)
        fixes = _fixes(questions, found, self._decided)
        cards = CardMaker(questions, found, self._decided).cards(self._source)
        linked = frozenset(card.id for card in cards)
        steps = path(suite, questions, words)
        checks = check_rows(questions, words, cards=linked)
        findings = Findings(questions, found, fixes, steps, checks)
        said = headline(suite, self._grade, findings, words)
        return StudentPage(
            labels=words.labels,
            title=words("page.title", assignment=suite.title, student=self._student),
            assignment=suite.title,
            student=self._student,
            headline=_decided_headline(said, questions, self._decided),
            counts=counts(self._decided),
            trouble=None,
            fixes_title=_fixes_title(questions, len(fixes), self._decided),
            fixes=fixes,
            path_title=words("path.title"),
            steps=steps,
            cards=cards,
            remarks=(
                *left_out(self._grade.skipped, self._source, words),
                *_remarks(questions, words),
            ),
            checks_title=words("checks.title"),
            checks=checks,
            footer=self._footer,
        )

    def not_loaded(self, outcome: Outcome) -> StudentPage:
        words = self._words
        facts = outcome_facts(outcome) | {"file": self._file}
        listing = stopped_at(outcome, self._source, words)
        name = type(outcome).__name__.lower()
        if isinstance(outcome, TimedOut) and outcome.in_sum:
            name += "_in_sum"
        trouble = Trouble(
            title=words(f"load.{name}_title", **facts),
            words=(words(f"load.{name}", **facts),),
            message=words("load.message", **facts) if facts["error"] and name == "raised" else "",
            listing=listing,
            next=words("load.next"),
            command=words("load.command", file=self._file),
        )
        rows = rows_not_run(self._suite, words)
        lead = words("lead.not_loaded_line" if facts["line"] else "lead.not_loaded", **facts)
        if listing and listing.cell:
            lead = words("lead.not_loaded_place", place=listing.title)
        return self._without_run("not_loaded", lead, trouble, rows)

    def ungraded(self) -> StudentPage:
        words = self._words
        trouble = Trouble(
            title=words("ungraded.title"),
            words=(words("ungraded.words"),),
            message=clean(str(self._grade.ungraded), lines=8, characters=800),
            listing=None,
            next=words("ungraded.next"),
            command="",
        )
        rows = rows_not_run(self._suite, words)
        return self._without_run("ungraded", words("lead.ungraded"), trouble, rows)

    def _without_run(
        self, why: str, lead: str, trouble: Trouble, rows: tuple[CheckRow, ...]
    ) -> StudentPage:
        suite, words = self._suite, self._words
        said = not_run(suite, why, lead, words)
        return StudentPage(
            labels=words.labels,
            title=words("page.title", assignment=suite.title, student=self._student),
            assignment=suite.title,
            student=self._student,
            headline=replace(said, ring=self._decided.ring(said.ring, ran=False)),
            counts=counts(self._decided),
            trouble=trouble,
            fixes_title="",
            fixes=(),
            path_title="",
            steps=(),
            cards=(),
            remarks=(),
            checks_title=words("checks.title_not_run"),
            checks=rows,
            footer=self._footer,
        )


def _decided_headline(said: Headline, questions: Sequence[Answered], decided: Decided) -> Headline:
    """The headline with the points that count; who had to look at tampering may have done so."""
    words, looked_at = decided.words, {question.id for question in decided.overridden}
    if looked_at & {a.question.id for a in questions if a.tampered}:
        sentence, lead = words("headline.looked_at"), words("lead.looked_at")
        said = replace(said, sentence=sentence, lead=lead)
    return replace(said, ring=decided.ring(said.ring, ran=True))


def _fixes_title(questions: Sequence[Answered], fixes: int, decided: Decided) -> str:
    words = decided.words
    if any(answered.tampered for answered in questions):
        return words("fixes.title_person")
    # What a person decided stays as it is, so no fix leads to all points.
    name = "fixes.title_counts" if decided.changes_points else "fixes.title"
    possible = numbers.points(decided.suite.possible)
    return words.count(name, fixes, possible=possible) if fixes else ""


def _fixes(
    questions: Sequence[Answered], found: Sequence[Cause], decided: Decided
) -> tuple[Fix, ...]:
    by_id = {answered.question.id: answered for answered in questions}
    return tuple(_fix(by_id, cause, str(n), decided) for n, cause in enumerate(found, start=1))


def _fix(questions: dict[str, Answered], cause: Cause, number: str, decided: Decided) -> Fix:
    suite, words = decided.suite, decided.words
    todo, why = fix_title(questions, cause, decided)
    titles = tuple(questions[id].question.title for id in cause.explains)
    also = "fixes.explains" if cause.mistake else "fixes.same"
    more = words(also, questions=words.listed(titles)) if titles else ""
    if cause.together:
        others = tuple(sorted(suite.misconception(id).title for id in cause.together))
        more += words("fixes.together", others=words.listed(others))
    return Fix(
        number=number,
        link=Link(cause.anchor, todo),
        why=words("fixes.why", why=why.rstrip(".\N{IDEOGRAPHIC FULL STOP}"), more=more)
        if more
        else why,
        gain=words.count("fixes.gain", cause.gain, points=numbers.points(cause.gain)),
        where=questions[cause.question].question.title,
    )


def _remarks(questions: Sequence[Answered], words: Words) -> tuple[str, ...]:
    """What is worth knowing and costs nothing: how it was computed, checks without points."""
    said = []
    for method in Method:
        titles = tuple(a.question.title for a in questions if a.right and a.graded.method is method)
        if titles and method is not Method.DOUBLE:
            name = f"method.{method.name.lower()}"
            said.append(words.count(name, len(titles), questions=words.listed(titles)))
    said += [
        words("remark.check", check=check.title, question=a.question.title)
        for a in questions
        for check in a.question.checks
        if check.remark and a.right and check_kind(a, check) == "note"
    ]
    if all(a.right for a in questions):
        said += _precision(questions, words)
    return tuple(said)


def _precision(questions: Sequence[Answered], words: Words) -> list[str]:
    """On a page with nothing to fix: how exact the answers are, and where the least."""
    errors = [
        (verdict.distance, answered.question.title)
        for answered in questions
        for case, verdict in answered.shown
        if verdict.distance is not None and verdict.right and case.well_conditioned
    ]
    if not errors:
        return []
    worst, title = max(errors)
    if worst == 0:
        return [words("remark.exact")]
    if worst >= WORST_DOUBLE:
        return []
    return [words("remark.precision", distance=numbers.distance(worst), question=title)]


@lru_cache(maxsize=8)
def _footer(
    suite: Suite, words: Words, *, level: str, version: str, suite_id: str
) -> tuple[str, ...]:
    limits = sorted({question.tolerance.relative for question in suite.questions})
    parts = words.listed(tuple(f"{1 / limit:,.0f}" for limit in limits if limit))
    lines = [words("footer.tolerance", parts=parts)] if parts else []
    if any(case.hidden for case in suite.cases):
        lines.append(words("footer.hidden"))
    lines.append(
        words("footer.made", version=version, suite=numbers.short_digest(suite_id), level=level)
    )
    return tuple(lines)
