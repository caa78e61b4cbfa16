"""Write the grades of a class for other programs: CSV with a row for each student, or full JSON.

Points are those that count, after overrides and lateness.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.export import derivation_cells
from grader.export.class_results import GradedWith
from grader.export.decimals import rounded
from grader.export.marks import DOES_NOT_LOAD, why_unmarked
from grader.model import Fit, Place, QuestionGrade, Standing, Suite
from grader.text.clean import csv_cell

_FIRST = ("student", "status", "earned", "possible", "percent")
_LAST = (
    *("diagnoses", "flags", "name", "email", "login", "section", "attempt", "submitted"),
    *("days_late", "percent_late", "before_lateness", "overrides", "variant", "remarks"),
)


def provenance(record: GradedWith, version: str) -> dict[str, Any]:
    """Return what all grades of a class have in common."""
    isolation = record.isolation
    return {
        "assignment": record.suite.assignment,
        "suite": record.digest,
        "grader": version,
        "isolation": {"level": isolation.level, "layers": list(isolation.layers)}
        | dict(isolation.details),
    }


def grades_json(
    suite: Suite, about: Mapping[str, Any], standings: Iterable[Standing]
) -> Iterator[str]:
    """Yield the class as strict JSON, one line for each student, in the given order."""
    yield f'{_json(about).removesuffix("}")}, "students": ['
    for number, standing in enumerate(standings):
        yield ("," if number else "") + "\n" + _json(_student(suite, standing))
    yield "\n]}\n"


def grades_csv(suite: Suite, standings: Iterable[Standing]) -> str:
    """Return CSV with a row for each student; no cell runs as a formula."""
    rows = (csv_row(suite, standing) for standing in standings)
    return "".join([csv_header(suite), *rows])


def csv_header(suite: Suite) -> str:
    """Return the first line of the CSV, with its end."""
    ids = [question.id for question in suite.questions]
    return _csv_line([*_FIRST, *ids, *derivation_cells.columns(suite), *_LAST])


def csv_row(suite: Suite, standing: Standing) -> str:
    """Return the line of one student, with its end."""
    return _csv_line(_row(suite, standing))


def _csv_line(cells: Iterable[str | int | float]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([csv_cell(cell) for cell in cells])
    return text.getvalue()


def status(suite: Suite, standing: Standing) -> str:
    """Return ``"graded"``, ``"ungraded"`` or ``"absent"``.

    Neither of the last two is a zero; absent students handed in nothing.
    """
    if standing.earned(suite) is not None:
        return "graded"
    return "ungraded" if standing.grade else "absent"


def _json(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, allow_nan=False, ensure_ascii=False)
    # A lone surrogate, as in a file name that is not UTF-8, can be escaped but not encoded.
    return text.encode("utf-8", "backslashreplace").decode()


def _row(suite: Suite, standing: Standing) -> list[str | int | float]:
    person, late, grade = standing.person, standing.lateness, standing.grade
    earned = standing.earned(suite)
    percent = _percent(suite, earned)
    flags = " ".join(grade.flags) if grade else ""
    if earned is None:
        flags = why_unmarked(standing) if grade else ""
    elif standing.does_not_load:
        flags = f"{DOES_NOT_LOAD} {flags}".strip()
    # Without a grade the questions stay empty too: half a row would look like a grade.
    points = [
        _cell(standing.points(question.id) if earned is not None else None)
        for question in suite.questions
    ]
    return [
        *(person.student, status(suite, standing), _cell(earned), suite.possible, _cell(percent)),
        *points,
        *derivation_cells.cells(suite, standing, marked=earned is not None),
        *(" ".join(grade.diagnoses) if grade else "", flags),
        *(person.name, person.email, person.login, person.section),
        *(standing.attempt, standing.submitted),
        *(late.days if late else "", late.percent if late else ""),
        _cell(standing.before_lateness(suite)),
        "; ".join(f"{o.question} {o.points:g} ({o.author}: {o.why})" for o in _counting(standing)),
        *(standing.variant, " ".join(standing.remarks)),
    ]


def _counting(standing: Standing) -> list[Any]:
    """Return the overrides that count: the last one of each question."""
    return list({override.question: override for override in standing.overrides}.values())


def _student(suite: Suite, standing: Standing) -> dict[str, Any]:
    person, grade, stands = standing.person, standing.grade, status(suite, standing)
    return {
        "student": person.student,
        "status": stands,
        **_reason(standing, stands),
        "earned": _rounded(standing.earned(suite)),
        "possible": suite.possible,
        "percent": _percent(suite, standing.earned(suite)),
        "before_lateness": _rounded(standing.before_lateness(suite)),
        "questions": [_question(q, standing) for q in grade.questions] if grade else [],
        **_derivation(suite, standing),
        "flags": list(grade.flags) if grade else [],
        "name": person.name,
        "email": person.email,
        "login": person.login,
        "platform_id": person.platform_id,
        "section": person.section,
        "members": list(person.members),
        "attempt": standing.attempt,
        "submitted": standing.submitted,
        "lateness": _lateness(standing),
        "overrides": [
            vars(override) | {"student": person.student} for override in standing.overrides
        ],
        "labels": [{"group": one.group, "title": one.title} for one in standing.labels],
        "variant": standing.variant,
        "remarks": list(standing.remarks),
    }


def _derivation(suite: Suite, standing: Standing) -> dict[str, Any]:
    if suite.derivation is None:
        return {}
    grade = standing.grade.derivation if standing.grade else None
    return {"derivation": derivation_cells.data(grade, standing)}


def _reason(standing: Standing, stands: str) -> dict[str, str]:
    """Return why there are no points, or only 0."""
    if stands == "ungraded":
        return {"reason": why_unmarked(standing)}
    return {"reason": DOES_NOT_LOAD} if standing.does_not_load else {}


def _lateness(standing: Standing) -> dict[str, float | str] | None:
    late = standing.lateness
    if late is None:
        return None
    unread = {"unread": late.unread} if late.unread else {}
    return {"days": late.days, "percent": late.percent, **unread}


def _question(question: QuestionGrade, standing: Standing) -> dict[str, Any]:
    """Return a question: ``earned`` counts, and ``found`` is what the grader gave."""
    return {
        "id": question.question,
        "earned": _rounded(standing.points(question.question)),
        "found": _rounded(question.earned),
        "points": question.points,
        "diagnoses": list(question.diagnosis.misconceptions) if question.diagnosis else [],
        "one_of": _one_of(question),
        "follows": list(question.diagnosis.follows) if question.diagnosis else [],
        "fits": [_fit(fit) for fit in question.fits],
        **({"cut_short": True} if question.cut_short else {}),
        "carried_forward": question.carried_forward,
        "group": question.group,
        "place": _place(question.place) if question.place else None,
        "cases": [
            {"id": verdict.case, "hidden": verdict.hidden, "status": verdict.status.value}
            for verdict in question.verdicts
        ],
    }


def _fit(fit: Fit) -> dict[str, Any]:
    """Return a change that fits, and what it is a change of where that is not the right answer."""
    said = {"kind": fit.kind.value, "text": fit.text}
    return {**said, "on_top": list(fit.on_top)} if fit.on_top else said


def _place(place: Place) -> dict[str, Any]:
    """Return where the answer goes wrong in the file handed in; in a notebook, in which cell."""
    fields = {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "text": place.text,
    }
    return fields | {"cell": place.cell} if place.cell else fields


def _one_of(question: QuestionGrade) -> list[str]:
    """Return every mistake that appears in an alternative explanation."""
    sets = question.diagnosis.alternatives if question.diagnosis else ()
    return list(dict.fromkeys(id for ids in sets for id in ids))


def _percent(suite: Suite, earned: float | None) -> float | None:
    return (
        round(100 * earned / suite.possible, 2) if earned is not None and suite.possible else None
    )


def _cell(points: float | None) -> float | str:
    return "" if points is None else rounded(points)


def _rounded(points: float | None) -> float | None:
    return None if points is None else rounded(points)
