"""Turn a grade into the page that its student reads.  Pure: equal grades give equal pages.

All decisions about a page are made here.  Every text of a student passes through ``clean`` once,
on its way into the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from grader.marking.compare import WORST_DOUBLE
from grader.model import (
    DERIVATION,
    DerivationGrade,
    Grade,
    Isolation,
    Method,
    NoModule,
    Outcome,
    Standing,
    Submission,
    Suite,
    TimedOut,
)
from grader.report import numbers
from grader.report.cards import CardMaker
from grader.report.causes import causes
from grader.report.checks import check_groups, check_kind, groups_not_run
from grader.report.counts import counts
from grader.report.derivation_in_language import in_language
from grader.report.derivation_path import path_steps
from grader.report.derivation_section import (
    Halves,
    derivation_section,
    with_derivation,
    written_steps,
)
from grader.report.grade_view import GradeView
from grader.report.headline import RunSummary, headline, headline_not_run
from grader.report.left_out import left_out
from grader.report.listing import SourceText
from grader.report.outcome_words import innermost_listing, outcome_facts
from grader.report.own_calls import own_calls
from grader.report.pages import Headline, StudentPage, Trouble
from grader.report.phrases import message_in
from grader.report.place import with_links, with_places
from grader.report.plan import fixes, fixes_title
from grader.report.question_view import QuestionView, failed_loading, view_questions
from grader.report.resubmission import since_last_attempt
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
    """Return the page of one submission.

    Parameters
    ----------
    suite : Suite
    submission : Submission
    grade : Grade
    isolation : Isolation
        How the submission was isolated when it ran.
    version, suite_id : str
        The grader's version and the suite's digest; like the isolation they stand in the file's
        head, where an instructor finds them.
    reveal : bool
        Whether to show hidden cases too, as for the instructor.
    standing : Standing, optional
        The student's row in the gradebook: what people decided about this grade.
    """
    words = words_in(suite.language)
    questions = view_questions(suite, grade, reveal=reveal)
    grade_view = GradeView.of(suite, grade, standing, words)
    made = words(
        "footer.made", version=version, suite=numbers.short_digest(suite_id), level=isolation.level
    )
    maker = _PageMaker(submission, grade_view, made, isolation.details)
    if grade.ungraded:
        return maker.ungraded()
    outcome = failed_loading(questions)
    if outcome is not None:
        return maker.not_loaded(outcome)
    return maker.graded(questions)


_VERSIONS = ("python", "numpy")


class _PageMaker:
    """Make one of the three kinds of page: graded, not loaded, ungraded."""

    def __init__(
        self,
        submission: Submission,
        grade_view: GradeView,
        made: str,
        details: Mapping[str, str | int],
    ) -> None:
        self._suite = grade_view.suite
        self._grade = grade_view.grade
        self._words = grade_view.words
        self._grade_view = grade_view
        known = {name: details[name] for name in _VERSIONS if name in details}
        self._versions = known if len(known) == len(_VERSIONS) else {}
        ran_with = (self._words("footer.ran_with", **self._versions),) if self._versions else ()
        self._footer = _footer(self._suite, self._words) + ran_with
        self._made = made
        self._source = SourceText(submission.source, submission.filename.endswith(cells.SUFFIX))
        self._file = one_line(submission.filename or self._suite.module, characters=100)
        self._student = grade_view.name

    def graded(self, questions: Sequence[QuestionView]) -> StudentPage:
        suite, words = self._suite, self._words
        written = self._written()
        calls = own_calls(self._source.lines)
        found = causes(questions, suite.follow_through, calls)
        plan = fixes(questions, found, self._grade_view)
        cards = CardMaker(questions, found, self._grade_view, self._source).cards()
        cards = with_places(cards, questions, suite, self._source, words)
        linked = frozenset(card.id for card in cards)
        counted = self._grade_view.standing.points(DERIVATION)
        halves = Halves(written, questions, linked, counted) if written else None
        section = derivation_section(halves, words) if halves else None
        steps = path_steps(suite, questions, words, written_steps(halves, questions, words))
        checks = check_groups(questions, words, cards=linked)
        summary = RunSummary(questions, found, plan, checks)
        verdict = with_derivation(headline(suite, self._grade, summary, words), halves, words)
        return StudentPage(
            labels=words.labels,
            title=words("page.title", assignment=suite.title, student=self._student),
            assignment=suite.title,
            student=self._student,
            headline=_headline_that_counts(verdict, questions, self._grade_view),
            counts=counts(self._grade_view),
            trouble=None,
            fixes_title=fixes_title(questions, len(plan), self._grade_view),
            fixes=plan,
            path_title=words("path.answers" if any(one.chain for one in steps) else "path.title"),
            steps=with_links(steps, cards),
            cards=cards,
            remarks=(
                *left_out(self._grade.skipped, self._source, words),
                *_remarks(questions, words),
            ),
            checks_title=words("checks.title"),
            checks=checks,
            footer=self._footer,
            made=self._made,
            derivation=section,
            since=since_last_attempt(self._grade_view),
        )

    def not_loaded(self, outcome: Outcome) -> StudentPage:
        if isinstance(outcome, NoModule):
            return self._without_module()
        words = self._words
        facts = outcome_facts(outcome) | {"file": self._file}
        listing = innermost_listing(outcome, self._source, words)
        name = type(outcome).__name__.lower()
        if isinstance(outcome, TimedOut) and outcome.in_sum:
            name += "_in_sum"
        trouble = Trouble(
            title=words(f"load.{name}_title", **facts),
            words=(words(f"load.{name}", **facts),),
            message=words("load.message", **facts) if facts["error"] and name == "raised" else "",
            listing=listing,
            next=words("load.next_with", **self._versions)
            if self._versions
            else words("load.next"),
            command=words("load.command", file=self._file),
        )
        lead = words("lead.not_loaded_line" if facts["line"] else "lead.not_loaded", **facts)
        if listing and listing.cell:
            lead = words("lead.not_loaded_place", place=listing.title)
        return self._without_run("not_loaded", lead, trouble)

    def _without_module(self) -> StudentPage:
        words = self._words
        trouble = Trouble(
            title=words("load.nomodule_title"),
            words=(words("load.nomodule", file=self._suite.module),),
            message="",
            listing=None,
            next=words("load.nomodule_next"),
            command=words("load.command", file=self._suite.module),
        )
        return self._without_run("no_module", words("lead.no_module"), trouble)

    def ungraded(self) -> StudentPage:
        words = self._words
        why = message_in(self._suite.language, str(self._grade.ungraded))
        trouble = Trouble(
            title=words("ungraded.title"),
            words=(words("ungraded.words"),),
            message=clean(why, lines=8, characters=800),
            listing=None,
            next=words("ungraded.next")
            if self._grade.is_our_fault
            else words("ungraded.next_student", module=self._suite.module),
            command="",
        )
        return self._without_run("ungraded", words("lead.ungraded"), trouble)

    def _written(self) -> DerivationGrade | None:
        """Return what was found in the written derivation, in the language of the page."""
        written = self._grade.derivation
        return in_language(written, self._words) if written else None

    def _without_run(self, why: str, lead: str, trouble: Trouble) -> StudentPage:
        suite, words = self._suite, self._words
        verdict = headline_not_run(suite, why, lead, words)
        written = self._written()
        counted = self._grade_view.standing.points(DERIVATION)
        return StudentPage(
            labels=words.labels,
            title=words("page.title", assignment=suite.title, student=self._student),
            assignment=suite.title,
            student=self._student,
            headline=replace(verdict, ring=self._grade_view.ring(verdict.ring, ran=False)),
            counts=counts(self._grade_view),
            trouble=trouble,
            fixes_title="",
            fixes=(),
            path_title="",
            steps=(),
            cards=(),
            remarks=(),
            checks_title=words("checks.title_not_run"),
            checks=groups_not_run(suite, words, module=why != "no_module"),
            footer=self._footer,
            made=self._made,
            derivation=derivation_section(Halves(written, (), counted=counted), words)
            if written
            else None,
            since=since_last_attempt(self._grade_view),
        )


def _headline_that_counts(
    verdict: Headline, questions: Sequence[QuestionView], grade_view: GradeView
) -> Headline:
    """Return the headline with the points that count.

    A tampering warning goes once a person has decided on the question.
    """
    words, looked_at = grade_view.words, {question.id for question in grade_view.overridden}
    if looked_at & {a.question.id for a in questions if a.is_tampered}:
        sentence, lead = words("headline.looked_at"), words("lead.looked_at")
        verdict = replace(verdict, sentence=sentence, lead=lead)
    return replace(verdict, ring=grade_view.ring(verdict.ring, ran=True))


def _remarks(questions: Sequence[QuestionView], words: Words) -> tuple[str, ...]:
    """Return remarks that cost no points: precision, methods, unmarked checks."""
    remarks = []
    for method in Method:
        titles = tuple(
            a.question.title for a in questions if a.is_right and a.graded.method is method
        )
        if titles and method is not Method.DOUBLE:
            name = f"method.{method.name.lower()}"
            remarks.append(words.count(name, len(titles), questions=words.listed(titles)))
    remarks += [
        words("remark.check", check=check.title, question=a.question.title)
        for a in questions
        for check in a.question.checks
        if check.remark and a.is_right and check_kind(a, check) == "note"
    ]
    if all(a.is_right for a in questions):
        remarks += _precision(questions, words)
    return tuple(remarks)


def _precision(questions: Sequence[QuestionView], words: Words) -> list[str]:
    """Say how exact the answers are, and where the least, if there is nothing to fix."""
    errors = [
        (verdict.distance, view.question.title)
        for view in questions
        for case, verdict in view.visible_cases
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
def _footer(suite: Suite, words: Words) -> tuple[str, ...]:
    limits = sorted({question.tolerance.relative for question in suite.questions})
    parts = words.listed(tuple(f"{1 / limit:,.0f}" for limit in limits if limit))
    lines = [words("footer.tolerance", parts=parts)] if parts else []
    if any(case.hidden for case in suite.cases):
        lines.append(words("footer.hidden"))
    return tuple(lines)
