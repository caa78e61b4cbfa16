"""The record of a batch: what was graded, with what, and what it came to.

    <folder>/grades.json       everything, strict JSON
    <folder>/grades.csv        one row a student, safe to open in a spreadsheet
    <folder>/students/*.html   one page a student, written as soon as it is graded
    <folder>/index.html        the class
    <folder>/suite.json        the hidden cases, for the owner's eyes

What students returned is on their pages and is not kept in memory.
"""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.batch import Graded
from grader.clean import csv_cell, file_name
from grader.files import write_atomically
from grader.model import (
    CheckGrade,
    Grade,
    Isolation,
    NotNumeric,
    Observation,
    QuestionGrade,
    Status,
    Submission,
    Suite,
    Verdict,
)
from grader.report import Renderer, class_page, student_page, summary_text

_COLUMNS = ("student", "status", "earned", "possible", "percent")


@dataclass(frozen=True)
class Batch:
    """What all grades of one run have in common."""

    suite: Suite
    digest: str
    version: str
    isolation: Isolation


class Gradebook:
    """Writes a batch into a folder: pages as they come, the tables at the end."""

    def __init__(self, folder: Path, batch: Batch) -> None:
        self.folder = folder
        self._batch = batch
        self._renderer = Renderer()
        self._grades: list[Grade] = []

    @property
    def count(self) -> int:
        return len(self._grades)

    def add(self, graded: Graded) -> None:
        """Write the student's page and keep the grade.  Raises GraderError."""
        page = student_page(
            self._batch.suite,
            graded.submission or Submission(graded.grade.student, "", b""),
            graded.grade,
            isolation=self._batch.isolation,
            version=self._batch.version,
            suite_id=self._batch.digest,
        )
        path = self.folder / "students" / f"{file_name(graded.grade.student)}.html"
        write_atomically(path, [self._renderer.student_html(page).encode()])
        self._grades.append(_without_answers(graded.grade))

    def close(self) -> None:
        """Write the tables and the page of the class."""
        self._grades.sort(key=lambda grade: grade.student)
        pieces = grades_json(self._batch, self._grades)
        table = grades_csv(self._batch.suite, self._grades)
        page = self._renderer.class_html(self._class_page())
        write_atomically(self.folder / "grades.json", (piece.encode() for piece in pieces))
        write_atomically(self.folder / "grades.csv", [table.encode()])
        write_atomically(self.folder / "index.html", [page.encode()])

    def summary(self) -> str:
        """The class in a few lines, and where the page is."""
        return f"{summary_text(self._class_page())}\n{self.folder / 'index.html'}"

    def _class_page(self) -> Any:
        return class_page(
            self._batch.suite,
            self._grades,
            isolation=self._batch.isolation,
            version=self._batch.version,
            suite_id=self._batch.digest,
        )


def grades_json(batch: Batch, grades: Iterable[Grade]) -> Iterator[str]:
    """The batch as strict JSON in pieces, one line a student, in the order given."""
    about = {
        "assignment": batch.suite.assignment,
        "suite": batch.digest,
        "grader": batch.version,
        "isolation": {
            "level": batch.isolation.level,
            "layers": list(batch.isolation.layers),
            **batch.isolation.details,
        },
    }
    yield f'{_json(about).removesuffix("}")}, "students": ['
    for number, grade in enumerate(grades):
        yield ("," if number else "") + "\n" + _json(_student(batch.suite, grade))
    yield "\n]}\n"


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, allow_nan=False, ensure_ascii=False)


def grades_csv(suite: Suite, grades: Iterable[Grade]) -> str:
    """One row a student; cells that a spreadsheet would run are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    questions = [question.id for question in suite.questions]
    writer.writerow([*_COLUMNS, *questions, "diagnoses", "flags"])
    writer.writerows([csv_cell(cell) for cell in _row(suite, grade)] for grade in grades)
    return text.getvalue()


_NOT_KEPT = NotNumeric("", "not kept")


def _without_answers(grade: Grade) -> Grade:
    """The grade without what the student's code returned, raised and printed."""
    questions = (
        replace(
            question,
            checks=tuple(_shared_check(c.check, c.earned, c.points) for c in question.checks),
            verdicts=tuple(
                _shared_verdict(v.case, v.check, v.hidden, v.status) for v in question.verdicts
            ),
        )
        for question in grade.questions
    )
    return replace(grade, questions=tuple(questions))


# Students differ in which of these they have; each is kept once, whatever the size of the class.


@functools.cache
def _shared_verdict(case: str, check: str, hidden: bool, status: Status) -> Verdict:
    return Verdict(case, check, hidden, status, Observation(case, _NOT_KEPT))


@functools.cache
def _shared_check(check: str, earned: float, points: float) -> CheckGrade:
    return CheckGrade(check, earned, points)


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
