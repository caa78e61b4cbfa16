"""A check as JSON, for scripts and editors: strict, and the same keys in every case.

format       1; a later format has another number
grader       version
suite        SHA-256 of the suite
assignment   its id
file         name of the file
seed         of the random inputs
here         the versions of this machine that behaviour depends on: {"python", "numpy"}
graded_with  the same of the machine that grades; null where no kit recorded them
verdict      "nothing to fix" or "something to fix"
loads        whether the file could be loaded
error        null, or why it could not: {"error", "message", "line" (null: not known)}
earned       points of the public cases
possible     points that there are
questions    in the order of the assignment:
  id, function, title
  written      whether there is an answer at all
  earned, possible
  mistakes     ids of the known mistakes that explain it
  carried      those of them that began in an earlier question
  follows      ids of the wrong earlier questions with whose functions a wrong answer agrees
  place        null, or where the answer goes wrong, if that is certain: {"line", "column",
               "end_line", "end_column", "text"}, in a notebook within "cell"; columns from 0
  checks       {"id", "title", "right" (cases), "cases", "earned", "possible"}
  properties   {"id", "title", "standing", "residual" (null: none), "tolerance",
               "place" (as above)}
               standing: "holds", "broken", "not yet" (a function is not written), "waits",
               "follows" (it holds with own earlier functions, of which one is wrong)
derivation   null, or what was found in the text: {"file", "earned", "possible", "chains",
             "results", "reading", "notation_guard", "problem"}; a chain's sides have "line",
             "column", "verdict", "tex", "note", and a "slip" where they break
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from grader.marking.properties import PropertyResult
from grader.model import DerivationGrade, Place, Question, QuestionGrade, Raised
from grader.selfcheck.checking import Checked
from grader.selfcheck.versions import Versions
from grader.text.clean import clean

FORMAT = 1


def document(checked: Checked, version: str, graded_with: Versions | None = None) -> dict[str, Any]:
    """Return the findings as a document of strict JSON: no nan, no infinity."""
    suite, grade = checked.suite, checked.grade
    return {
        "format": FORMAT,
        "grader": version,
        "suite": checked.suite_id,
        "assignment": suite.assignment,
        "file": clean(checked.submission.filename),
        "seed": checked.seed,
        "here": asdict(Versions.here()),
        "graded_with": graded_with and asdict(graded_with),
        "verdict": "something to fix" if checked.something_to_fix else "nothing to fix",
        "loads": checked.load_failure is None,
        "error": _error(checked),
        "earned": grade.earned,
        "possible": suite.possible,
        "questions": [
            _question(checked, suite.question(graded.question), graded)
            for graded in grade.questions
        ],
        "derivation": _derivation(grade.derivation),
    }


def _derivation(written: DerivationGrade | None) -> dict[str, Any] | None:
    if written is None or not written.handed_in:
        return None
    about = {
        "file": clean(written.filename),
        "earned": written.earned,
        "possible": written.points,
    }
    return about | written.found.data()


def _error(checked: Checked) -> dict[str, Any] | None:
    outcome = checked.load_failure
    if outcome is None:
        return None
    if not isinstance(outcome, Raised):
        return {"error": type(outcome).__name__, "message": "", "line": None}
    line = outcome.trace[-1].line if outcome.trace else None
    return {"error": clean(outcome.error), "message": clean(outcome.message), "line": line}


def _question(checked: Checked, question: Question, graded: QuestionGrade) -> dict[str, Any]:
    diagnosis = graded.diagnosis
    findings = [one for one in checked.findings if one.about.question == question.id]
    return {
        "id": question.id,
        "function": question.function,
        "title": question.title,
        "written": question.id not in checked.unwritten and checked.load_failure is None,
        "earned": graded.earned,
        "possible": graded.points,
        "mistakes": list(diagnosis.misconceptions) if diagnosis else [],
        "carried": list(diagnosis.carried) if diagnosis else [],
        "follows": list(checked.follows(question.id)),
        "place": _place(checked.places.get(question.id)),
        "checks": [_check(question, graded, check.id) for check in question.checks],
        "properties": [
            _property(one) | {"place": _place(checked.places.get(one.about.key))}
            for one in findings
        ],
    }


def _check(question: Question, graded: QuestionGrade, id: str) -> dict[str, Any]:
    verdicts = [verdict for verdict in graded.verdicts if verdict.check == id]
    earned = next(check for check in graded.checks if check.check == id)
    return {
        "id": id,
        "title": next(check.title for check in question.checks if check.id == id),
        "right": sum(verdict.right for verdict in verdicts),
        "cases": len(verdicts),
        "earned": earned.earned,
        "possible": earned.points,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    found: dict[str, Any] = {"line": place.line, "column": place.column}
    found |= {"end_line": place.end_line, "end_column": place.end_column}
    found["text"] = clean(place.text)
    return found | ({"cell": place.cell} if place.cell else {})


def _property(one: PropertyResult) -> dict[str, Any]:
    residual = one.residual
    return {
        "id": one.about.key,
        "title": one.about.title,
        "standing": one.standing.value,
        "residual": residual if residual is not None and math.isfinite(residual) else None,
        "tolerance": one.about.tolerance,
    }
