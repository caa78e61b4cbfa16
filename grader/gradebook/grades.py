"""A grade to and from bytes, without what the student's code returned, raised and printed.

Statuses stand in the order of the suite's cases, one letter each.  A grade that was made with an
older suite still tells its points and its diagnoses.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import zlib
from typing import Any

from grader.errors import GraderError
from grader.model import (
    Blame,
    CheckGrade,
    Diagnosis,
    Grade,
    Method,
    NotNumeric,
    Observation,
    Place,
    Question,
    QuestionGrade,
    SkippedStatement,
    Status,
    Suite,
    Symptom,
    SymptomKind,
    Ungraded,
    Verdict,
)

_LETTERS = dict(zip(Status, "abcdefghijklmnopqrstuvwxyz", strict=False))
_STATUSES = {letter: status for status, letter in _LETTERS.items()}
_NOT_KEPT = NotNumeric("", "not kept")
_KEPT_OF_PLACE = ("line", "column", "end_line", "end_column", "text", "cell")


def packed(grade: Grade) -> bytes:
    """The grade as bytes."""
    why = grade.ungraded and [grade.ungraded.blame.value, grade.ungraded.reason]
    questions = [_question(question) for question in grade.questions]
    skipped = [dataclasses.astuple(one) for one in grade.skipped]
    fields = [why, list(grade.flags), questions, skipped]
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode(), 1)


def unpacked(data: bytes, student: str, suite: Suite) -> Grade:
    """The grade of this student in these bytes.  Raises GraderError.

    Verdicts are those of the suite's cases; a question that the suite asks no longer, or in other
    cases, has none.
    """
    try:
        why, flags, questions, skipped = json.loads(zlib.decompress(data))
        asked = {question.id: question for question in suite.questions}
        graded = tuple(_question_grade(asked.get(one["id"]), json.dumps(one)) for one in questions)
        ungraded = _ungraded(why)
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise GraderError(f"the gradebook holds a grade that cannot be read: {error}") from error
    left_out = tuple(SkippedStatement(*fields) for fields in skipped)
    return Grade(student, graded, tuple(flags), ungraded, left_out)


def _ungraded(why: list[str] | None) -> Ungraded | None:
    """Why there is no grade."""
    return Ungraded(Blame(why[0]), why[1]) if why else None


def _question(graded: QuestionGrade) -> dict[str, Any]:
    diagnosis, symptom = graded.diagnosis, graded.symptom
    return {
        "id": graded.question,
        "checks": [[check.check, check.earned, check.points] for check in graded.checks],
        "cases": "".join(_LETTERS[verdict.status] for verdict in graded.verdicts),
        "diagnosis": diagnosis and vars(diagnosis),
        "symptom": symptom and vars(symptom) | {"kind": symptom.kind.value},
        "method": graded.method and graded.method.value,
        "group": graded.group,
        "place": graded.place and _place(graded.place),
    }


def _place(place: Place) -> dict[str, Any]:
    """Return what is kept of a place: its values are in the run, and on the page."""
    return {name: getattr(place, name) for name in _KEPT_OF_PLACE}


# Students have many of these in common, so each is made once: 2000 grades take 0.5 MB and 0.12 ms
# each to read, and without sharing 65 MB and 1 ms (the labelled corpus nine times, Python 3.11).


@functools.lru_cache(maxsize=1 << 14)
def _question_grade(question: Question | None, text: str) -> QuestionGrade:
    fields = json.loads(text)
    diagnosis, symptom, method = fields["diagnosis"], fields["symptom"], fields["method"]
    return QuestionGrade(
        question=fields["id"],
        checks=tuple(_shared_check(*check) for check in fields["checks"]),
        verdicts=_verdicts(question, fields["cases"]) if question else (),
        diagnosis=_diagnosis(diagnosis) if diagnosis else None,
        symptom=_symptom(symptom) if symptom else None,
        method=Method(method) if method else None,
        group=fields["group"],
        place=Place(**fields["place"]) if fields.get("place") else None,
    )


def _diagnosis(fields: dict[str, Any]) -> Diagnosis:
    return Diagnosis(
        misconceptions=tuple(fields["misconceptions"]),
        carried=tuple(fields["carried"]),
        scale=fields["scale"],
        follows=tuple(fields["follows"]),
        alternatives=tuple(tuple(ids) for ids in fields["alternatives"]),
        checks=tuple(fields["checks"]),
    )


def _symptom(fields: dict[str, Any]) -> Symptom:
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Symptom(**(fields | lists | {"kind": SymptomKind(fields["kind"])}))


def _verdicts(question: Question, letters: str) -> tuple[Verdict, ...]:
    if len(letters) != len(question.cases):
        return ()
    return tuple(
        _shared_verdict(case.id, case.check, case.hidden, _STATUSES[letter])
        for case, letter in zip(question.cases, letters, strict=True)
    )


@functools.cache
def _shared_verdict(case: str, check: str, hidden: bool, status: Status) -> Verdict:
    return Verdict(case, check, hidden, status, Observation(case, _NOT_KEPT))


@functools.cache
def _shared_check(check: str, earned: float, points: float) -> CheckGrade:
    return CheckGrade(check, earned, points)
