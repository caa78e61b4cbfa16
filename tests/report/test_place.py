"""The page shows the student's own line where an answer goes wrong, and marks the expression."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.model import Place
from grader.report import Style, check_text
from tests.report import garden

WRONG = Place(5, 11, 5, 20, "np.pi * r", case="areas.three-beds", value=np.array([4.71, 6.28]))


@pytest.fixture
def placed(page, suite):
    """Return the page of wrong areas with these places, by question."""

    def made(*, source=garden.SOURCE, of=suite, **places):
        answers = {"areas": garden.wrong_areas, "earth": garden.wrong_earth}
        grade = garden.graded(suite, **answers)
        questions = tuple(
            replace(question, place=places.get(question.question)) for question in grade.questions
        )
        return page(source=source, grade=replace(grade, questions=questions), of=of)

    return made


def card(page, id):
    return next(card for card in page.cards if card.id == f"q-{id}")


def test_the_expression_is_marked_in_its_line(placed, renderer):
    page = placed(areas=WRONG)

    marked = [line for line in card(page, "areas").place.lines if line.marked]

    assert [(line.number, line.before, line.marked) for line in marked] == [
        ("5", "    return ", "np.pi * r")
    ]
    assert "    return <mark>np.pi * r</mark>" in renderer.student_html(page)


def test_its_value_stands_beside_the_right_one(placed):
    expected = replace(WRONG, step="area", expected=np.array([7.07, 12.6]))

    words = " ".join(card(placed(areas=expected), "areas").place.words)

    assert "With the input “three beds” its value is [4.71, 6.28]." in words
    assert "The right value of this step is [7.07, 12.6]." in words


def test_the_step_leads_to_the_line_and_back(placed, renderer):
    page = placed(areas=WRONG)
    html = renderer.student_html(page)

    assert page.steps[0].place.target == card(page, "areas").place.id
    assert card(page, "areas").place.step.target == page.steps[0].id
    for target in (page.steps[0].id, page.steps[0].place.target):
        assert f'id="{target}"' in html
        assert f'href="#{target}"' in html


def test_a_place_that_questions_share_is_shown_once(placed):
    page = placed(areas=WRONG, earth=WRONG)

    assert card(page, "earth").place is None
    assert card(page, "earth").same_place.target == card(page, "areas").place.id


def test_one_line_of_several_slips_says_which_it_is(placed):
    page = placed(areas=replace(WRONG, decides=("diameter",)))

    words = card(page, "areas").place.words

    assert "This tells which slip it is: The diameter is used for the radius." in words


def test_an_expression_over_several_lines_is_marked_in_each(placed):
    source = b"def areas(r):\n    return (\n        3.14\n        * r\n    )\n"
    page = placed(source=source, areas=Place(3, 8, 4, 11, "3.14\n        * r"))

    marked = [line.marked for line in card(page, "areas").place.lines]

    assert [one for one in marked if one] == ["3.14", "* r"]


def test_a_place_in_a_notebook_is_told_by_its_cell(placed, suite):
    source = b"# %% cell 1\nimport numpy as np\n# %% cell 3\ndef areas(r):\n    return r\n"
    page = placed(source=source, areas=Place(2, 11, 2, 12, "r", cell=3))

    place = card(page, "areas").place

    assert place.title == "cell 3, line 2 of your code"
    assert [line.marked for line in place.lines if line.marked] == ["r"]


@pytest.mark.parametrize(
    "place",
    [
        Place(500, 0, 500, 3, "not there"),
        Place(2, 0, 2, 3, "not there", cell=9),
        Place(5, 700, 5, 900, "not there"),
    ],
)
def test_a_place_that_is_not_there_does_no_harm(placed, renderer, place):
    assert renderer.student_html(placed(areas=place))


def test_what_is_marked_cannot_act(placed, renderer):
    source = b"def areas(r):\n    return '<script>\x1b[2J' * r\n"
    page = placed(source=source, areas=Place(2, 11, 2, 31, "hostile"))

    html = renderer.student_html(page)

    assert "<mark>&#39;&lt;script&gt;" in html
    assert "\x1b" not in html + check_text(page, Style(everything=True))


def test_a_terminal_has_carets_below_the_expression(placed):
    lines = check_text(placed(areas=WRONG), Style(everything=True)).splitlines()

    at = next(number for number, line in enumerate(lines) if "return np.pi * r" in line)

    start = lines[at].index("np.pi * r")
    assert lines[at + 1] == "      |".ljust(start) + "^" * len("np.pi * r")


def test_while_hints_are_a_ladder_the_place_is_part_of_the_last_hint(placed, suite):
    made = placed(of=replace(suite, hints="ladder"), areas=WRONG)

    shown = card(made, "areas")
    *before, last = shown.ladders[0].hints
    assert last.place is not None and shown.place is None
    assert not any(hint.place for hint in before)


def test_without_a_place_nothing_is_said(placed, renderer):
    assert 'class="block place"' not in renderer.student_html(placed())
