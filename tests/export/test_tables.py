"""The class as CSV and as JSON."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from grader.export import grades_csv, grades_json
from grader.model import Lateness, Override
from tests.conftest import strict_json

DECIDED = Override("a", "error", 12.5, "=HYPERLINK(1)", "me", "2025-03-03T10:00:00+00:00")


@pytest.fixture
def standings(stand):
    return (
        stand("right", "a", overrides=(replace(DECIDED, points=1.0), DECIDED)),
        stand("flipped", "b", name="=Doe, Jane", lateness=Lateness(2, 20.0), attempt=3),
        stand("ungraded", "c"),
        stand(None, "d\ud800"),
    )


@pytest.fixture
def rows(suite, standings):
    return list(csv.DictReader(grades_csv(suite, standings).splitlines()))


@pytest.fixture
def document(suite, standings):
    about = {"assignment": suite.assignment}
    return strict_json("".join(grades_json(suite, about, standings)).encode())


def test_the_table_begins_as_it_always_did(rows):
    assert list(rows[0])[:10] == [
        *("student", "status", "earned", "possible", "percent"),
        *("sigmoid", "error", "slope"),
        *("diagnoses", "flags"),
    ]


def test_the_table_has_the_points_that_count(rows):
    a, b, c, d = rows

    assert (a["earned"], a["error"], a["percent"]) == ("82.5", "12.5", "82.5")
    assert [float(b[name]) for name in ("earned", "before_lateness", "percent_late")] == [
        *(56, 70, 20)
    ]
    assert (b["attempt"], b["diagnoses"]) == ("3", "sign_flipped")
    assert (c["status"], c["earned"], c["flags"]) == ("ungraded", "", "the sandbox did not start")
    assert (d["status"], d["earned"], d["percent"], d["slope"]) == ("absent", "", "", "")


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(rows):
    cells = [cell for row in rows for cell in row.values()]

    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@"))]
    assert rows[1]["name"] == "'=Doe, Jane"


def test_json_holds_everything(document):
    a, b, c, d = document["students"]

    assert document["assignment"] == "logistic"
    error = next(q for q in a["questions"] if q["id"] == "error")
    assert (error["earned"], error["found"]) == (12.5, 30)
    assert a["overrides"][-1]["why"] == "=HYPERLINK(1)"
    assert b["lateness"] == {"days": 2, "percent": 20.0}
    assert (b["earned"], b["before_lateness"], b["name"]) == (56, 70, "=Doe, Jane")
    assert (c["status"], c["reason"], c["earned"]) == (
        "ungraded",
        "the sandbox did not start",
        None,
    )
    assert (d["status"], d["student"], d["earned"]) == ("absent", "d\ud800", None)


def test_json_comes_in_pieces_a_line_a_student(suite, standings):
    pieces = list(grades_json(suite, {}, standings))

    assert len(pieces) == len(standings) + 2
    assert "".join(pieces).count("\n") == len(standings) + 2
