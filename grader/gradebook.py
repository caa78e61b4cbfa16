"""The record of a batch: what was graded, with what, and what it came to.

    <folder>/grades.json       everything, strict JSON
    <folder>/grades.csv        one row a student, safe to open in a spreadsheet
    <folder>/students/*.html   one page a student, written as soon as it is graded
    <folder>/index.html        the class
    <folder>/suite.json        the hidden cases, for the owner's eyes

A grade is kept in short (``Entry``), so that memory does not grow with what students returned.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.clean import csv_cell
from grader.model import Grade, Isolation, QuestionGrade, Suite

_COLUMNS = ("student", "status", "earned", "possible", "percent")


@dataclass(frozen=True)
class Batch:
    """What all grades of one run have in common."""

    suite: Suite
    digest: str
    version: str
    isolation: Isolation


def grades_json(batch: Batch, grades: Iterable[Grade]) -> str:
    """The batch as strict JSON, students in the order given."""
    document = {
        "assignment": batch.suite.assignment,
        "suite": batch.digest,
        "grader": batch.version,
        "isolation": {
            "level": batch.isolation.level,
            "layers": list(batch.isolation.layers),
            **batch.isolation.details,
        },
        "students": [_student(batch.suite, grade) for grade in grades],
    }
    return json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1) + "\n"


def grades_csv(suite: Suite, grades: Iterable[Grade]) -> str:
    """One row a student; cells that a spreadsheet would run are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    questions = [question.id for question in suite.questions]
    writer.writerow([*_COLUMNS, *questions, "diagnoses", "flags"])
    writer.writerows([csv_cell(cell) for cell in _row(suite, grade)] for grade in grades)
    return text.getvalue()


def _row(suite: Suite, grade: Grade) -> Sequence[str | float]:
    if grade.ungraded:
        blanks = [""] * (len(suite.questions) + 1)
        return [grade.student, "ungraded", "", suite.possible, "", *blanks, grade.ungraded]
    percent = round(100 * grade.earned / suite.possible, 2) if suite.possible else ""
    earned = [_rounded(question.earned) for question in grade.questions]
    mistakes, flags = " ".join(grade.diagnoses), " ".join(grade.flags)
    head = [grade.student, "graded", _rounded(grade.earned), suite.possible, percent]
    return [*head, *earned, mistakes, flags]


def _student(suite: Suite, grade: Grade) -> dict[str, Any]:
    if grade.ungraded:
        return {"student": grade.student, "status": "ungraded", "reason": grade.ungraded}
    return {
        "student": grade.student,
        "status": "graded",
        "earned": _rounded(grade.earned),
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
