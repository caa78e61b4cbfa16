"""The terminal repeats the sentences of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Frame, Raised
from grader.report import Style, check_text
from tests.report import garden

PLAIN = Style()


def test_what_is_right_is_one_line(page):
    text = check_text(page(), PLAIN)

    assert text.startswith("right  areas, earth\n")
    assert "Everything is right." in text
    assert "30 of 30 points" in text


def test_everything_lists_every_check(page):
    text = check_text(page(), Style(everything=True))

    assert text.count("Right on ordinary numbers") == 2


def test_the_first_fix_comes_with_its_reason_and_one_hint(page, suite):
    ladder = replace(suite, hints="ladder")
    text = check_text(page(of=ladder, earth=garden.added_earth), PLAIN)

    assert "Something is off in earth, in step 2  +15 points" in text
    assert "What unit does your sum have?" in text
    assert "Which of the two should scale the other?" not in text
    assert "Multiply" not in text


def test_the_second_hint_shows_the_lines(page, suite):
    ladder = replace(suite, hints="ladder")
    made = page(of=ladder, earth=garden.added_earth)

    assert "    8 | def earth(r, depth):" in check_text(made, Style(hints=2))
    assert "def earth" not in check_text(made, Style(hints=1))


def test_an_error_is_shown_at_its_line(page):
    error = Raised("SyntaxError", "invalid syntax", (Frame(5, "", ""),), loading=True, column=12)
    text = check_text(page(areas=error, earth=error), PLAIN)

    line, caret = text.split("return np.pi * r")[1].split("\n")[:2]
    assert "SyntaxError: invalid syntax" in text
    assert caret.strip(" |") == "^" and not line


@pytest.mark.parametrize("width", [60, 80, 100])
def test_lines_keep_to_the_width(page, width):
    text = check_text(page(earth=garden.added_earth), Style(width=width))

    assert max(map(len, text.splitlines())) <= width


def test_colour_comes_only_when_it_is_wanted(page):
    raised = Raised("ValueError", "\x1b[2Jgone", ())
    plain = check_text(page(areas=raised), PLAIN)
    coloured = check_text(page(areas=raised), Style(colour=True))

    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured and "\x1b[2J" not in coloured


def test_chinese_columns_line_up(page):
    text = check_text(page(of=garden.suite("zh")), PLAIN)

    assert "30" in text


APPROVED = """\
right    areas
not yet  earth

1. Something is off in earth, in step 2  +15 points
   Hint 1: a question
   What unit does your sum have?
   Hint 2: where to look
   Lines 8 to 10 are your earth. Look for the step “the earth that it takes”: it
   is taken there, or in a function that these lines call.
    8 | def earth(r, depth):
    9 |     a = areas(r)
   10 |     return np.outer(a, depth)
   Hint 3: what it is
   Area and depth are added. Which of the two should scale the other? With this
   mistake in it, the formula gives exactly your answers in all 3 cases; without
   it, the expected ones.
   Hint 4: the fix
   Multiply the area by the depth
   Example “by hand”
   r = [1]
   depth = [0.5, 2]
   step                     right           with this mistake
   the area of each bed     [3.142]         the same
   the earth that it takes  [1.571, 6.283]  [3.642, 5.142]
   ^ differs from here on
   what you returned        [1.571, 6.283]  [3.642, 5.142]

15 of 30 points"""


def test_the_whole_ladder_is_the_approved_text(page, suite):
    made = page(of=replace(suite, hints="ladder"), earth=garden.added_earth)

    assert check_text(made, Style(hints=4)) == APPROVED


@pytest.mark.parametrize(
    "answers", [{"earth": garden.added_earth}, {"areas": garden.wrong_areas}, {}]
)
def test_one_mistake_fits_into_twenty_four_rows(page, suite, answers):
    text = check_text(page(of=replace(suite, hints="ladder"), **answers), PLAIN)

    assert len(text.splitlines()) <= 24
