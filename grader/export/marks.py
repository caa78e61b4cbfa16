"""A standing as lines for another system: one for each check, and the total.

A question that a person marked is one line, because nobody knows how its points divide among the
checks.  A line holds the name and status of each public case, how many hidden ones are right, and
never a number that code returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.export import derivation_cells
from grader.export.decimals import two_decimals
from grader.export.finding import ExportFinding, Weight, about
from grader.export.lateness import on_times
from grader.model import (
    DERIVATION,
    SAME_POINTS,
    Check,
    DerivationGrade,
    Override,
    Question,
    QuestionGrade,
    Standing,
    Status,
    Suite,
    Verdict,
)
from grader.report.phrases import message_in
from grader.report.words import Words, words_in
from grader.text.clean import one_line


@dataclass(frozen=True)
class MarkLine:
    """One check, or a question that a person marked.

    Attributes
    ----------
    number : str
        Its place, such as "2.1".
    question, title : str
    earned, points : float
        A line with ``points`` 0 is a remark.
    passed : bool
    reasons : tuple of str
        The mistakes that explain the question, on its first line that is not passed.
    cases : tuple of str
        The name and status of each public case, and a count of the hidden ones.
    """

    number: str
    question: str
    title: str
    earned: float
    points: float
    passed: bool
    reasons: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """The reasons, then the cases."""
        return (*self.reasons, *self.cases)


@dataclass(frozen=True)
class Marks:
    """The points that count, the maximum, and the lines before lateness.

    ``late`` says what lateness takes off, or is empty; ``loads`` is False where the file does not
    load.
    """

    earned: float
    before_lateness: float
    possible: float
    lines: tuple[MarkLine, ...]
    late: str = ""
    loads: bool = True
    language: str = "en"

    @property
    def total(self) -> str:
        """The points that count, in words."""
        name = "marks.total" if self.loads else "marks.total_not_loaded"
        points = {"earned": self.earned, "possible": self.possible}
        return words_in(self.language)(
            name, **{key: f"{round(value, 2):g}" for key, value in points.items()}
        )


DOES_NOT_LOAD = Status.DOES_NOT_LOAD.value
"""The words for a file that does not load, wherever its points are shown."""


def marks(suite: Suite, standing: Standing) -> Marks | None:
    """Return the marks of a standing; None if it is unmarked, which is no zero."""
    earned, before = standing.earned(suite), standing.before_lateness(suite)
    if earned is None or before is None:
        return None
    found = {q.question: q for q in standing.grade.questions} if standing.grade else {}
    lines = [
        line
        for at, question in enumerate(suite.questions, start=1)
        for line in _lines(at, question, found.get(question.id), standing, suite)
    ]
    lines += _written(len(suite.questions) + 1, suite, standing)
    return Marks(
        earned,
        before,
        suite.possible,
        tuple(lines),
        _late(standing, words_in(suite.language)),
        not standing.does_not_load,
        suite.language,
    )


def why_unmarked(standing: Standing) -> str:
    """Return why there are no points, as a sentence for the instructor."""
    if standing.grade is None:
        return "nothing was handed in"
    return one_line(str(standing.grade.ungraded or "not every question is marked"))


def not_graded(suite: Suite, standing: Standing, about: str = "") -> str:
    """Return why there are no points, for the student: in the language of the suite."""
    return message_in(suite.language, about + why_unmarked(standing))


def on_students(
    suite: Suite, standings: Sequence[Standing], fate: str = "left out"
) -> list[ExportFinding]:
    """Return findings on students without points, with 0 points or with uncertain lateness.

    ``fate`` says how the format shows a student without points.
    """
    unmarked = [one for one in standings if one.earned(suite) is None]
    ungraded = [f"{one.person.student}: {why_unmarked(one)}" for one in unmarked if one.grade]
    return [
        *about(
            Weight.NOTE,
            f"{{n}} student(s) handed in nothing and are {fate}",
            [one.person.student for one in unmarked if one.grade is None],
        ),
        *about(
            Weight.LOOK,
            f"{{n}} student(s) are ungraded and are {fate} (that is not a zero)",
            ungraded,
            every=True,
        ),
        *about(
            Weight.LOOK,
            "{n} student(s) get 0 points because their file does not load",
            [one.person.student for one in standings if one.does_not_load],
            every=True,
        ),
        *on_times(suite, standings),
    ]


def _lines(
    at: int, question: Question, graded: QuestionGrade | None, standing: Standing, suite: Suite
) -> Iterator[MarkLine]:
    decided = standing.override(question.id)
    if decided:
        yield _decided(at, question, decided, words_in(suite.language))
        return
    assert graded is not None  # an unmarked question has no points, and there are no marks then
    reasons = _reasons(graded, standing, suite)
    for number, check in enumerate(question.checks, start=1):
        line = _line(f"{at}.{number}", question, check, graded, reasons, words_in(suite.language))
        if not line.passed:
            reasons = ()  # once per question
        yield line


def _written(at: int, suite: Suite, standing: Standing) -> Iterator[MarkLine]:
    """Yield the line of the written derivation: a remark where no points hang on it."""
    grade = standing.grade.derivation if standing.grade else None
    decided = standing.override(DERIVATION)
    if suite.derivation is None or grade is None or not (grade.points or grade.handed_in):
        return
    earned = decided.points if decided else grade.earned
    broken, words = grade.found.lines_with("breaks"), words_in(suite.language)
    yield MarkLine(
        number=f"{at}.1",
        question=DERIVATION,
        title=words("marks.written"),
        earned=earned,
        points=grade.points,
        passed=earned >= grade.points - SAME_POINTS if grade.points else not broken,
        reasons=(_decided_by(decided, words),) if decided else tuple(_findings(grade, words)),
    )


def _findings(grade: DerivationGrade, words: Words) -> Iterator[str]:
    found = grade.found
    if not grade.handed_in:
        yield words("marks.no_written")
    if found.problem:
        yield one_line(found.problem)
    if broken := derivation_cells.breaks(grade):
        yield words("marks.broken", lines=broken)
    for result in found.results:
        verdict = words(f"marks.result_{result.verdict}")
        yield one_line(words("marks.case", case=result.title, status=verdict))
    if not found.problem and (unread := derivation_cells.unread(grade)):
        yield words("marks.unread", lines=unread)


def _line(
    number: str,
    question: Question,
    check: Check,
    graded: QuestionGrade,
    reasons: tuple[str, ...],
    words: Words,
) -> MarkLine:
    verdicts = [verdict for verdict in graded.verdicts if verdict.check == check.id]
    earned = next((c.earned for c in graded.checks if c.check == check.id), 0.0)
    right = all(verdict.right for verdict in verdicts)
    return MarkLine(
        number=number,
        question=question.id,
        title=words("marks.title", question=question.title, check=check.title),
        earned=earned,
        points=check.points,
        passed=right if check.remark else earned >= check.points,
        reasons=() if right else reasons,
        cases=tuple(_cases(question, verdicts, words)),
    )


def _cases(question: Question, verdicts: Sequence[Verdict], words: Words) -> Iterator[str]:
    """Yield the name and status of each public case, then how many hidden ones are right."""
    names = {case.id: case.name for case in question.cases}
    hidden = [verdict for verdict in verdicts if verdict.hidden]
    for verdict in verdicts:
        if not verdict.hidden:
            status = words(f"marks.status_{verdict.status.name.lower()}")
            yield words("marks.case", case=one_line(names[verdict.case]), status=status)
    if hidden:
        right = sum(verdict.right for verdict in hidden)
        yield words("marks.hidden", right=right, all=len(hidden))


def _decided(at: int, question: Question, decided: Override, words: Words) -> MarkLine:
    return MarkLine(
        number=f"{at}.1",
        question=question.id,
        title=question.title,
        earned=decided.points,
        points=question.points,
        passed=decided.points >= question.points,
        reasons=(_decided_by(decided, words),),
    )


def _decided_by(decided: Override, words: Words) -> str:
    author, why = one_line(decided.author), one_line(decided.why, characters=500)
    return words("marks.decided", author=author, why=why)


def _reasons(graded: QuestionGrade, standing: Standing, suite: Suite) -> tuple[str, ...]:
    """Return the mistakes that explain the question, or the instructor's label."""
    if graded.diagnosis is None:
        named = [label for label in standing.labels if label.group and label.group == graded.group]
        return tuple(one_line(f"{label.title}. {label.hint}".strip()) for label in named)
    diagnosis, words = graded.diagnosis, words_in(suite.language)
    reasons = [
        words("marks.carried", title=suite.misconception(id).title)
        if id in diagnosis.carried
        else suite.misconception(id).title
        for id in diagnosis.misconceptions
    ]
    if diagnosis.follows and not diagnosis.carried:
        functions = ", ".join(suite.question(id).target for id in diagnosis.follows)
        reasons.append(words("marks.follows", functions=functions))
    if diagnosis.alternatives:
        titles = [suite.misconception(id).title for ids in diagnosis.alternatives for id in ids]
        reasons.append(words("marks.one_of", titles=words("marks.or").join(titles)))
    return tuple(reasons)


def _late(standing: Standing, words: Words) -> str:
    late = standing.lateness
    if late is None or not late.percent:
        return ""
    percent = two_decimals(late.percent).removesuffix(".00")
    return words.count("marks.late", late.days, percent=percent)
