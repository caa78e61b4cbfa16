"""The page of a notebook names cells, and the lines within them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Frame, Raised, Submission
from grader.report import student_page
from grader.text.cells import as_one_text
from tests.report import garden

CELLS = [
    (1, "import numpy as np"),
    (2, "def areas(r):\n    return np.pi * r"),
    (4, "x = 1\n\ndef earth(r, depth):\n    a = areas(r)\n    return np.outer(a, depth)"),
]
SOURCE = as_one_text(CELLS)


@pytest.fixture
def notebook(suite):
    def made(*, hints="open", **answers):
        return student_page(
            replace(suite, hints=hints),
            Submission("ada", "garden.ipynb", SOURCE.encode()),
            garden.graded(suite, **answers),
            isolation=garden.ISOLATION,
            version="1",
            suite_id="2",
        )

    return made


def line_of(text: str) -> int:
    """Return the position of a line in the text of all cells."""
    return SOURCE.split("\n").index(text) + 1


def test_a_function_is_shown_with_its_cell_and_the_lines_in_it(notebook):
    (card,) = notebook(earth=garden.added_earth).cards

    assert card.function_listing.title == "Your earth, in cell 4 of your notebook"
    assert [line.number for line in card.function_listing.lines] == ["3", "4", "5"]


def test_the_hint_shows_the_lines_by_cell(notebook):
    (card,) = notebook(hints="ladder", earth=garden.added_earth).cards

    where = card.ladders[0].hints[1]
    assert where.text.startswith("Lines 3 to 5 of cell 4 are your earth")
    assert [line.number for line in where.listing.lines] == ["3", "4", "5"]


def test_an_example_needs_no_import_where_the_function_is_at_hand(notebook):
    (card,) = notebook(earth=garden.added_earth).cards

    assert "from" not in card.examples[0].run
    assert "print(earth(" in card.examples[0].run


def test_what_stops_a_notebook_is_told_by_cell_and_line(notebook):
    here = Frame(line_of("x = 1"), "<module>")
    error = Raised("NameError", "name 'y' is not defined", (here,), loading=True)

    made = notebook(areas=error, earth=error)

    assert made.trouble.listing.title == "Cell 4, line 1 of your notebook"
    assert "Cell 4, line 1 of your notebook" in made.headline.lead
    assert f"line {here.line}" not in made.headline.lead
