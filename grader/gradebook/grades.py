"""Encode and decode a grade, without the values that the student's code returned.

The statuses are letters in the order of the suite's cases.  A grade by an older suite keeps its
points and diagnoses.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import zlib
from typing import Any

from grader.errors import GraderError
from grader.gradebook.derivations import grade_fields, grade_of_fields
from grader.model import (
    Blame,
    CheckGrade,
    Diagnosis,
    Fit,
    FitKind,
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
    """Return the grade as bytes."""
    why = grade.ungraded and [grade.ungraded.blame.value, grade.ungraded.reason]
    questions = [_question(question) for question in grade.questions]
    skipped = [dataclasses.astuple(one) for one in grade.skipped]
    written = grade_fields(grade.derivation)
    fields = [why, list(grade.flags), questions, skipped, written]
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode(), 1)


def unpacked(data: bytes, student: str, suite: Suite) -> Grade:
    """Return the grade that ``packed`` encoded.

    Parameters
    ----------
    data : bytes
    student : str
    suite : Suite
        A question that is not in the suite, or has other cases there, gets no verdicts.

    Raises
    ------
    GraderError
        The bytes are no grade.
    """
    try:
        why, flags, questions, skipped, *written = json.loads(zlib.decompress(data))
        asked = {question.id: question for question in suite.questions}
        graded = tuple(_question_grade(asked.get(one["id"]), json.dumps(one)) for one in questions)
        ungraded = _ungraded(why)
        derivation = grade_of_fields(written[0]) if written else None
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise GraderError(f"the gradebook holds a grade that cannot be read: {error}") from error
    left_out = tuple(SkippedStatement(*fields) for fields in skipped)
    return Grade(student, graded, tuple(flags), ungraded, left_out, derivation)


def _ungraded(why: list[str] | None) -> Ungraded | None:
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
        "fits": [[fit.text, fit.kind.value, fit.on_top] for fit in graded.fits],
        **({"cut_short": True} if graded.cut_short else {}),
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
        fits=tuple(
            Fit(text, FitKind(kind), tuple(*own)) for text, kind, *own in fields.get("fits", ())
        ),
        cut_short=fields.get("cut_short", False),
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
