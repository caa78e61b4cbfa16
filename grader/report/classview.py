"""The grades of a class to what the instructor reads first.  Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from grader.clean import clean, file_name, one_line
from grader.model import Grade, Isolation, Status, Suite
from grader.report import numbers
from grader.report.pages import ClassPage, Concern, Pill, StudentRow, Tally, Tile
from grader.report.words import Words, words_in

_NONE = "\N{EN DASH}"
_BANDS = 10
_CONCERNS = (
    Status.DOES_NOT_LOAD,
    Status.TIMED_OUT,
    Status.OUT_OF_MEMORY,
    Status.FLOODED,
    Status.DIED,
    Status.TAMPERED,
)


def class_page(
    suite: Suite, grades: Iterable[Grade], *, isolation: Isolation, version: str, suite_id: str
) -> ClassPage:
    """The page of a class, students by name.  Every count is of this list of grades."""
    words = words_in(suite.language)
    everyone = sorted(grades, key=lambda grade: grade.student)
    graded = [grade for grade in everyone if not grade.ungraded]
    concerns = tuple(_concerns(everyone, words))
    return ClassPage(
        labels=words.labels,
        title=words("class.title", assignment=suite.title),
        assignment=suite.title,
        tiles=_tiles(suite, everyone, graded, len(concerns), words),
        histogram=_histogram(suite, graded, words),
        mistakes=_mistakes(suite, graded, words),
        questions=_questions(suite, graded, words),
        concerns=concerns,
        columns=tuple(question.title for question in suite.questions),
        students=tuple(_student(suite, grade, words) for grade in everyone),
        footer=(words("footer.made", version=version, suite=suite_id[:12], level=isolation.level),),
    )


def _tiles(
    suite: Suite,
    everyone: Sequence[Grade],
    graded: Sequence[Grade],
    attention: int,
    words: Words,
) -> tuple[Tile, ...]:
    earned = [grade.earned for grade in graded]
    possible = numbers.points(suite.possible)
    full = sum(_all_points(suite, grade) for grade in graded)
    return (
        Tile(str(len(graded)), words("class.graded")),
        Tile(str(len(everyone) - len(graded)), words("class.ungraded")),
        Tile(
            numbers.points(round(statistics.mean(earned), 1)) if earned else _NONE,
            words("class.mean", possible=possible),
        ),
        Tile(
            numbers.points(round(statistics.median(earned), 1)) if earned else _NONE,
            words("class.median", possible=possible),
        ),
        Tile(str(full), words("class.all_right")),
        Tile(str(attention), words("class.attention")),
    )


def _histogram(suite: Suite, graded: Sequence[Grade], words: Words) -> tuple[Tally, ...]:
    """Students by tenths of the possible points; the last band holds all points."""
    width = suite.possible / _BANDS
    if not graded or not width:
        return ()
    bands = Counter(min(int(grade.earned / width + 1e-9), _BANDS - 1) for grade in graded)
    largest = max(bands.values())
    return tuple(
        Tally(
            words=words(
                "class.band",
                low=numbers.points(band * width),
                high=numbers.points((band + 1) * width),
            ),
            more="",
            count=str(bands[band]),
            share=_share(bands[band], largest),
        )
        for band in range(_BANDS)
    )


def _mistakes(suite: Suite, graded: Sequence[Grade], words: Words) -> tuple[Tally, ...]:
    """The mistakes by the number of students who made them, most first."""
    made = Counter(id for grade in graded for id in grade.diagnoses)
    return tuple(
        Tally(
            words=suite.misconception(id).title,
            more=suite.misconception(id).fix,
            count=words.count("class.affected", students),
            share=_share(students, len(graded)),
        )
        for id, students in made.most_common()
    )


def _questions(suite: Suite, graded: Sequence[Grade], words: Words) -> tuple[Tally, ...]:
    """The share of each question's points that was earned, in the order of the assignment."""
    if not graded:
        return ()
    earned: dict[str, float] = dict.fromkeys((question.id for question in suite.questions), 0.0)
    for grade in graded:
        for question in grade.questions:
            earned[question.question] += question.earned
    return tuple(
        Tally(
            words=question.title,
            more=words("class.question", points=numbers.points(question.points)),
            count=f"{100 * earned[question.id] / (question.points * len(graded)):.0f} %",
            share=_share(earned[question.id], question.points * len(graded)),
        )
        for question in suite.questions
        if question.points
    )


def _concerns(everyone: Sequence[Grade], words: Words) -> Iterable[Concern]:
    for grade in everyone:
        reasons = _reasons(grade, words)
        if reasons:
            yield Concern(
                student=one_line(grade.student, characters=120),
                href=_href(grade),
                why=words.listed(reasons),
            )


def _reasons(grade: Grade, words: Words) -> tuple[str, ...]:
    if grade.ungraded:
        return (words("attention.ungraded", reason=one_line(grade.ungraded)),)
    seen = {verdict.status for question in grade.questions for verdict in question.verdicts}
    odd = [words(f"attention.{status.name.lower()}") for status in _CONCERNS if status in seen]
    flags = [words("attention.flag", flag=one_line(flag)) for flag in grade.flags]
    return tuple(odd + flags)


def _student(suite: Suite, grade: Grade, words: Words) -> StudentRow:
    earned = {question.question: numbers.points(question.earned) for question in grade.questions}
    titles = tuple(suite.misconception(id).title for id in grade.diagnoses)
    state = _state(suite, grade, words)
    ran = state.kind != "off"
    return StudentRow(
        student=clean(one_line(grade.student, characters=120)),
        href=_href(grade),
        state=state,
        points=numbers.points(grade.earned) if ran else _NONE,
        mistakes="; ".join(titles),
        questions=tuple(earned[q.id] if ran else _NONE for q in suite.questions),
    )


def _state(suite: Suite, grade: Grade, words: Words) -> Pill:
    if grade.ungraded:
        return Pill("off", words("class.off"))
    statuses = {verdict.status for q in grade.questions for verdict in q.verdicts}
    if statuses == {Status.DOES_NOT_LOAD}:
        return Pill("off", words("class.not_loaded"))
    full = _all_points(suite, grade)
    return Pill("right" if full else "part", words("class.full" if full else "class.part"))


def _all_points(suite: Suite, grade: Grade) -> bool:
    return grade.earned >= suite.possible - 1e-9


def _href(grade: Grade) -> str:
    return f"students/{file_name(grade.student)}.html"


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0"
