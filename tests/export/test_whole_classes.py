"""From the platform's download to its own sheet: every number belongs to whose file it was."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from grader.export import WorksheetOptions, fill_canvas, fill_moodle
from grader.intake import collect
from grader.model import Grade, Standing, Suite
from tests.intake.classes import Class, Student, classes
from tests.intake.expected import WANTED

POINTS = {"right": 100.0, "flipped": 70.0, "strange": 60.0}


def sort_of(one: Student) -> str:
    """Return the sort of grade that the student has here, whatever was handed in."""
    return list(POINTS)[one.number % 3]


def canvas_sheet(people: list[Student]) -> bytes:
    title = "Logistic regression and its slope (77)"
    rows = [["Student", "ID", "SIS Login ID", "Section", title]]
    rows += [["    Points Possible", "", "", "", "100"]]
    return written([*rows, *([one.shown, one.id, one.login, "A", ""] for one in people)])


def moodle_sheet(people: list[Student]) -> bytes:
    header = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade"]
    header += ["Grade can be changed", "Last modified (grade)"]
    rows = [
        [f"Participant {one.id}", one.shown, one.email, "", "100.00", "Yes", "-"] for one in people
    ]
    return written([header, *rows])


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def exported(content: bytes, id_column: int, column: int) -> dict[str, str]:
    """Return the grade in the row of each id."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return {row[id_column].removeprefix("Participant "): row[column] for row in rows}


KINDS = ("canvas", "moodle", "moodle flat")


@settings(max_examples=25)
@given(classes(KINDS), st.booleans())
def test_every_exported_number_belongs_to_whose_file_it_was(
    suite, grades, drawn: Class, with_roster: bool
) -> None:
    check(suite, grades, drawn, with_roster=with_roster)


@pytest.mark.thorough
@settings(max_examples=400, phases=(Phase.generate,))
@given(classes(KINDS), st.booleans())
def test_every_number_of_many_classes_belongs_to_whose_file_it_was(
    suite, grades, drawn: Class, with_roster: bool
) -> None:
    check(suite, grades, drawn, with_roster=with_roster)


def check(suite: Suite, grades: Mapping[str, Grade], drawn: Class, *, with_roster: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        roster = Path(place) / "roster.csv"
        roster.write_bytes(drawn.roster)
        intake = collect([drawn.unpacked(Path(place))], WANTED, roster if with_roster else None)
    standings = []
    for one in intake.submissions:
        person = one.delivery.person
        grade = replace(grades[sort_of(drawn.keys[one.student])], student=person.student)
        standings.append(Standing(person, grade))
    everybody = [*drawn.keys.values(), *drawn.absent]
    if drawn.kind == "canvas":
        filled = fill_canvas(suite, standings, canvas_sheet(everybody), "gradebook.csv")
        found = exported(filled.content, 1, 4)
    else:
        options = WorksheetOptions({})
        filled = fill_moodle(suite, standings, moodle_sheet(everybody), "Grades.csv", options)
        found = exported(filled.content, 0, 3)

    # Ids that lead to other names mostly are not believed: then a row may stay empty, and is said.
    honest = all(one.shown == one.name for one in drawn.keys.values())
    for one in drawn.keys.values():
        points = f"{POINTS[sort_of(one)]:.2f}"
        assert found.get(one.id, "") in ((points,) if honest else (points, "")), filled.findings
        assert found.get(one.id) or filled.findings
    assert not found.get(drawn.absent[0].id)
