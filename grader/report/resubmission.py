"""What became right since the attempt before, and what is new: feedback that is seen to be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.model import Grade, QuestionGrade, Status, Suite
from grader.report import numbers
from grader.report.grade_view import GradeView
from grader.report.pages import Kind, Pill, Since, SinceRow
from grader.report.question_view import case_positions
from grader.report.words import Words


def since_last_attempt(grade_view: GradeView) -> Since | None:
    """Return what changed since the attempt before; None where there is none to compare with."""
    before, now = grade_view.standing.earlier, grade_view.grade
    if before is None or before.ungraded or now.ungraded:
        return None
    words = grade_view.words
    rows = tuple(_rows(grade_view.suite, before, now, words))
    return Since(words("since.title"), _lead(before, now, words, is_same=not rows), rows)


def _lead(before: Grade, now: Grade, words: Words, *, is_same: bool) -> str:
    gained = round(now.earned - before.earned, 2)
    facts = {"before": numbers.points(before.earned), "now": numbers.points(now.earned)}
    if gained:
        return words("since.points", gained=numbers.with_minus(f"{gained:+g}"), **facts)
    return words("since.nothing" if is_same else "since.same_points", **facts)


def _rows(suite: Suite, before: Grade, now: Grade, words: Words) -> Iterator[SinceRow]:
    if now.does_not_load or now.has_no_module:
        if not before.does_not_load and not before.has_no_module:
            yield _row("wrong", "new", words("since.stopped_loading"), words)
        return
    if before.does_not_load:
        yield _row("right", "fixed", words("since.loads"), words)
    changes = _Changes(suite, before, now, words)
    ways: tuple[tuple[Kind, str, Callable[[QuestionGrade], bool]], ...] = (
        ("right", "fixed", changes.became_right),
        ("part", "more", changes.has_more),
        ("wrong", "new", changes.became_wrong),
        ("wrong", "fewer", changes.has_less),
    )
    for kind, name, is_one in ways:
        found = changes.sentence(is_one)
        if found:
            yield _row(kind, name, found, words)


def _row(kind: Kind, name: str, sentence: str, words: Words) -> SinceRow:
    return SinceRow(Pill(kind, words(f"since.{name}")), sentence)


class _Changes:
    """The questions of two attempts side by side."""

    def __init__(self, suite: Suite, before: Grade, now: Grade, words: Words) -> None:
        self._suite = suite
        self._before = _by_question(before.questions)
        self._now = [one for one in now.questions if one.question in self._before]
        self._words = words

    def became_right(self, now: QuestionGrade) -> bool:
        return self._is_right(now) and not self._is_right(self._before[now.question])

    def became_wrong(self, now: QuestionGrade) -> bool:
        return self._is_right(self._before[now.question]) and not self._is_right(now)

    def has_more(self, now: QuestionGrade) -> bool:
        return self._stays_wrong(now) and self._gained(now) > 0

    def has_less(self, now: QuestionGrade) -> bool:
        return self._stays_wrong(now) and self._gained(now) < 0

    def sentence(self, is_one: Callable[[QuestionGrade], bool]) -> str:
        """Return the questions that changed in this way, with the mistakes that went or came."""
        return self._words.listed(tuple(self._named(one) for one in self._now if is_one(one)))

    def _named(self, now: QuestionGrade) -> str:
        title, mistakes = self._suite.question(now.question).title, self._mistakes(now)
        if not mistakes:
            return title
        return self._words("since.because", question=title, mistakes=mistakes)

    def _mistakes(self, now: QuestionGrade) -> str:
        """Return the titles of what went where the answers are right now, else of what came."""
        if self._suite.hints == "ladder":
            return ""  # what a mistake is called stands behind hints
        before = self._before[now.question]
        gone, there = _misconceptions(before), _misconceptions(now)
        ids = gone if self._is_right(now) else [id for id in there if id not in gone]
        return self._words.listed(tuple(self._suite.misconception(id).title for id in ids))

    def _stays_wrong(self, now: QuestionGrade) -> bool:
        return not self._is_right(now) and not self._is_right(self._before[now.question])

    def _gained(self, now: QuestionGrade) -> float:
        return round(now.earned - self._before[now.question].earned, 2)

    def _is_right(self, graded: QuestionGrade) -> bool:
        marked = case_positions(self._suite.question(graded.question)).marked
        return all(graded.verdicts[place].status is Status.RIGHT for place in marked)


def _by_question(graded: Sequence[QuestionGrade]) -> Mapping[str, QuestionGrade]:
    """Return those whose answers can be compared: a question that changed has no verdicts."""
    return {one.question: one for one in graded if one.verdicts}


def _misconceptions(graded: QuestionGrade) -> Sequence[str]:
    return graded.diagnosis.misconceptions if graded.diagnosis else ()
