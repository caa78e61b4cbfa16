"""The grades of a class as tables for other programs: one row a student, or strict JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.clean import csv_cell
from grader.model import Grade, QuestionGrade, Standing, Suite

_COLUMNS = ("student", "status", "earned", "possible", "percent")


def grades_json(
    suite: Suite, about: Mapping[str, Any], standings: Iterable[Standing]
) -> Iterator[str]:
    """The class as strict JSON in pieces, one line a student, in the order given."""
    yield f'{_json(about).removesuffix("}")}, "students": ['
    graded = (standing.grade for standing in standings if standing.grade)
    for number, grade in enumerate(graded):
        yield ("," if number else "") + "\n" + _json(_student(suite, grade))
    yield "\n]}\n"


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, allow_nan=False, ensure_ascii=False)


def grades_csv(suite: Suite, standings: Iterable[Standing]) -> str:
    """One row a student; cells that a spreadsheet would run are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    questions = [question.id for question in suite.questions]
    writer.writerow([*_COLUMNS, *questions, "diagnoses", "flags"])
    graded = (standing.grade for standing in standings if standing.grade)
    writer.writerows([csv_cell(cell) for cell in _row(suite, grade)] for grade in graded)
    return text.getvalue()


def _row(suite: Suite, grade: Grade) -> list[str | float]:
    head: list[str | float] = [grade.student]
    if grade.ungraded:
        blanks = [""] * (len(suite.questions) + 1)
        return [*head, "ungraded", "", suite.possible, "", *blanks, grade.ungraded]
    percent = round(100 * grade.earned / suite.possible, 2) if suite.possible else ""
    earned = [_rounded(question.earned) for question in grade.questions]
    mistakes, flags = " ".join(grade.diagnoses), " ".join(grade.flags)
    head += ["graded", _rounded(grade.earned), suite.possible, percent]
    return [*head, *earned, mistakes, flags]


def _student(suite: Suite, grade: Grade) -> dict[str, Any]:
    return {
        "student": grade.student,
        "status": "ungraded" if grade.ungraded else "graded",
        **({"reason": grade.ungraded} if grade.ungraded else {}),
        "earned": None if grade.ungraded else _rounded(grade.earned),
        "possible": suite.possible,
        "questions": [_question(question) for question in grade.questions],
        "flags": list(grade.flags),
    }


def _question(question: QuestionGrade) -> dict[str, Any]:
    return {
        "id": question.question,
        "earned": _rounded(question.earned),
        "points": question.points,
        "diagnoses": list(question.diagnosis.misconceptions) if question.diagnosis else [],
        "carried_forward": question.carried_forward,
        "cases": [
            {"id": verdict.case, "hidden": verdict.hidden, "status": verdict.status.value}
            for verdict in question.verdicts
        ],
    }


def _rounded(points: float) -> float:
    return round(points, 4)
