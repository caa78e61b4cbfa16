"""What to do, in order: one entry for each cause, with where it is and what it returns."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Suite
from grader.report import numbers
from grader.report.causes import Cause, is_unwritten, mistake_anchor
from grader.report.gains import has_own_factor
from grader.report.grade_view import GradeView
from grader.report.outcome_words import outcome_sentences, trouble_title, visible_factor
from grader.report.pages import Fix, Link
from grader.report.question_view import QuestionView
from grader.report.slip_range import slip_range
from grader.report.words import Words


def fixes_title(questions: Sequence[QuestionView], fixes: int, grade_view: GradeView) -> str:
    """Return the title of the list."""
    words = grade_view.words
    if any(view.is_tampered for view in questions):
        return words("fixes.title_person")
    if all(map(is_unwritten, questions)):
        return words("fixes.title_unwritten")
    # A person's decision stands, so no fix can promise all points.
    name = "fixes.title_counts" if grade_view.changes_points else "fixes.title"
    possible = numbers.points(grade_view.suite.possible)
    return words.count(name, fixes, possible=possible) if fixes else ""


def fixes(
    questions: Sequence[QuestionView], found: Sequence[Cause], grade_view: GradeView
) -> tuple[Fix, ...]:
    """Return the entries in the order of the causes."""
    plan = _Plan(questions, grade_view)
    return tuple(plan.fix(cause, str(number)) for number, cause in enumerate(found, start=1))


class _Plan:
    """The list of one submission."""

    def __init__(self, questions: Sequence[QuestionView], grade_view: GradeView) -> None:
        self._questions = questions
        self._by_id = {view.question.id: view for view in questions}
        self._grade_view = grade_view
        self._suite: Suite = grade_view.suite
        self._words: Words = grade_view.words

    def fix(self, cause: Cause, number: str) -> Fix:
        view, words = self._by_id[cause.question], self._words
        todo, why = self._title(view, cause)
        titles = tuple(self._suite.question(id).title for id in cause.explains)
        also = "fixes.same" if view.failed_together else "fixes.explains"
        more = words(also, questions=words.listed(titles)) if titles else ""
        together = len(cause.mistakes) > 1
        return Fix(
            number=number,
            question=cause.question,
            link=Link("" if is_unwritten(view) else cause.anchor, todo),
            why=f"{why}{more}".strip(),
            gain=self._gain(cause),
            where=view.question.title,
            parts=self._parts(cause) if together and self._suite.hints == "open" else (),
        )

    def _gain(self, cause: Cause) -> str:
        points = numbers.points(cause.gain)
        if self._is_repeated(cause):
            return self._words("fixes.gain_everywhere", points=points)
        if len(cause.mistakes) == 1 and has_own_factor(self._by_id[cause.question]):
            return self._words("fixes.gain_with_factor", points=points)
        if len(cause.mistakes) == 2:
            return self._words("fixes.gain_both", points=points)
        if len(cause.mistakes) > 2:
            return self._words("fixes.gain_together", points=points, n=len(cause.mistakes))
        return self._words.count("fixes.gain", cause.gain, points=points)

    def _is_repeated(self, cause: Cause) -> bool:
        """Return whether a later function has the same change, which may be written there again."""
        return any(self._by_id[id].graded.fits for id in cause.explains)

    def _parts(self, cause: Cause) -> tuple[Link, ...]:
        return tuple(
            Link(mistake_anchor(cause.question, id), self._suite.misconception(id).fix)
            for id in cause.mistakes
        )

    def _title(self, view: QuestionView, cause: Cause) -> tuple[str, str]:
        """Return what to do about a cause, and why."""
        diagnosis = view.graded.diagnosis
        is_named = bool(cause.mistakes or (diagnosis and diagnosis.alternatives))
        if self._suite.hints == "ladder" and is_named:
            return self._hinted(view, cause), ""
        if len(cause.mistakes) > 1:
            facts = {"n": len(cause.mistakes), "function": view.question.function}
            return self._words("fixes.together", **facts), ""
        if cause.mistakes:
            known = self._suite.misconception(cause.mistakes[0])
            return known.fix, self._words.sentence(known.title)
        if is_named:
            return self._one_of(view)
        return self._unnamed(view)

    def _hinted(self, view: QuestionView, cause: Cause) -> str:
        """Say where a mistake is, and not what it is."""
        places = slip_range(self._suite, self._questions, view)
        key = "missing" if self._is_missing(cause) else "off"
        if len(cause.mistakes) > 1:
            key = "several"
        return self._words(
            f"fixes.{key}_in_step" if len(places) == 1 else f"fixes.{key}_in_steps",
            n=len(cause.mistakes),
            function=view.question.function,
            first=places[0] + 1,
            last=places[-1] + 1,
        )

    def _is_missing(self, cause: Cause) -> bool:
        """Return whether the right formula has something that the student's has not."""
        if len(cause.mistakes) != 1:
            return False
        known = self._suite.misconception(cause.mistakes[0])
        return 'class="missing"' in known.right.mathml and 'class="wrong"' not in known.wrong.mathml

    def _one_of(self, view: QuestionView) -> tuple[str, str]:
        diagnosis, words = view.graded.diagnosis, self._words
        assert diagnosis is not None
        sets = [
            words.listed(tuple(self._suite.misconception(id).title for id in ids))
            for ids in diagnosis.alternatives
        ]
        return words("fixes.one_of"), words("fixes.one_of_why", titles=words.either(tuple(sets)))

    def _unnamed(self, view: QuestionView) -> tuple[str, str]:
        if is_unwritten(view):
            return trouble_title(view, self._words), view.question.asked
        if factor := visible_factor(view) if self._suite.hints == "open" else "":
            facts = {"factor": factor, "function": view.question.function}
            return self._words("fixes.factor", **facts), self._words("fixes.factor_why")
        label = self._grade_view.label(view.graded)
        if label:
            return label.title, self._words("fixes.told")
        return trouble_title(view, self._words), outcome_sentences(view, self._words)[0]
