"""What is found about a file, what is said of it, and what has changed since."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from grader.errors import GraderError, UsageError
from grader.intake import ExpectedModule, one_file
from grader.marking.properties import PropertyStatus, drawn, posed
from grader.model import Companion, Draw, Submission
from grader.report import Style, check_text
from grader.selfcheck import Checker, changes, document, find, property_report
from grader.selfcheck.versions import Versions
from tests.selfcheck.conftest import small

RIGHT, FLIPPED, TWICE = small("right"), small("sign_flipped"), small("slope_twice")
NAN = "import numpy as np\ndef sigmoid(s):\n    return np.full(np.shape(s), np.nan)\n"


def standings(checked):
    return {one.about.key: one.standing for one in checked.findings}


def said(checked, **style):
    everything = style.get("everything", False)
    return check_text(checked.page, Style(**style), property_report(checked, everything=everything))


# --- properties -----------------------------------------------------------------------------------


def test_a_right_file_has_nothing_to_fix(check_small):
    checked = check_small(RIGHT)

    assert not checked.something_to_fix
    assert set(standings(checked).values()) == {PropertyStatus.HOLDS}


def test_an_answer_that_is_no_number_breaks_a_property(check_small):
    found = standings(check_small(NAN))

    assert found["sigmoid.opposite"] is PropertyStatus.BROKEN
    assert found["sigmoid.shape"] is PropertyStatus.HOLDS


def test_what_comes_after_a_broken_property_waits(check_small):
    found = standings(check_small(RIGHT + "\ndef sigmoid(s):\n    return s[:1]\n"))

    assert found["sigmoid.shape"] is PropertyStatus.BROKEN
    assert found["sigmoid.opposite"] is PropertyStatus.WAITS


@pytest.mark.parametrize("body", ["raise NotImplementedError", "pass", "...", "return None"])
def test_an_unwritten_function_is_not_yet_wherever_it_is_needed(check_small, body):
    checked = check_small(RIGHT + f"\ndef sigmoid(s):\n    {body}\n")

    assert "sigmoid" in checked.unwritten
    assert standings(checked)["sigmoid.shape"] is PropertyStatus.NOT_YET
    assert standings(checked)["error.slope"] is PropertyStatus.NOT_YET


def test_an_exception_in_a_students_function_is_told_with_its_line(check_small):
    source = "import numpy as np\ndef sigmoid(s):\n    assert len(s) == 4\n    return s * 0 + 0.5\n"
    explained = property_report(check_small(source)).explained[0]

    assert "AssertionError in line 3" in explained.sentences[1]


def test_the_same_seed_asks_the_same(small_public, check_small):
    grade = check_small(RIGHT).grade

    def arguments(seed):
        asked = posed(small_public, grade, seed)
        return [a.tolist() for case in asked.cases for a in case.arguments]

    assert arguments(4) == arguments(4)
    assert arguments(4) != arguments(5)


def test_draws_are_of_their_kind():
    rng = random.Random(3)
    numbers = drawn(Draw(("N", "M"), most=9, least=2, first=1), {"N": 40, "M": 5}, rng)
    hot = drawn(Draw(("N",), one_hot=True), {"N": 5}, rng)

    assert numbers.shape == (40, 5) and numbers[0, 0] == 1
    rest = numbers.ravel()[1:]
    assert (np.abs(rest) >= 2).all() and (np.abs(rest) <= 9).all()
    assert (rest < 0).any() and (rest > 0).any()
    assert sorted(hot) == [0, 0, 0, 0, 1]
    assert not numbers.flags.writeable


@pytest.mark.parametrize(
    "companion", ["import nothing_of_that_name", "def of_another_name(s): return 0"]
)
def test_a_fault_of_the_instructors_file_is_not_the_students(small_public, worker, companion):
    from dataclasses import replace

    properties = replace(small_public.properties, companion=Companion("p.py", companion))
    checker = Checker(replace(small_public, properties=properties), "0" * 64, "1", seed=1)
    submission = Submission("somebody", "logistic.py", RIGHT.encode())

    with pytest.raises(GraderError, match="tell your instructor"):
        checker.check(submission, worker.run, worker.isolation)


# --- what is said ---------------------------------------------------------------------------------


def test_the_first_thing_to_fix_is_explained_as_on_the_page(check_small):
    text = said(check_small(TWICE))

    assert "The slope of the sigmoid is there twice" not in text
    assert "Cross-entropy and sigmoid were made for each other: what cancels?" in text
    assert "Which form" not in text


def test_a_small_example_is_worked_out(check_small):
    wrong = check_small(RIGHT + "\ndef sigmoid(s):\n    return 1 - 1 / (1 + np.exp(-s))\n")
    text = said(wrong, everything=True, hints=4)

    assert "s = [1]" in text
    assert "[0.7311]" in text and "[0.2689]" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_wide_example_keeps_to_the_width(check_small, width):
    wrong = check_small(RIGHT + "\ndef sigmoid(s):\n    return 1 - 1 / (1 + np.exp(-s))\n")
    lines = said(wrong, width=width).splitlines()

    assert max(len(line) for line in lines if not line.startswith("  ")) <= width


def test_hints_come_one_by_one(check_small):
    source = RIGHT + "\ndef sigmoid(s):\n    return np.exp(s) / (1 + np.exp(s))\n"
    wrong = check_small(source.replace("def sigmoid", "def sigmoid_", 1))
    one, two = said(wrong, hints=1), said(wrong, hints=2)

    assert ("--hint 2" in one) == ("Which form never needs exp" in two)


def test_a_broken_property_is_explained_where_the_public_cases_are_right(check_small):
    overflows = RIGHT + (
        "\ndef sigmoid(s):\n    s = np.asarray(s)\n"
        "    return np.where(np.abs(s) > 750, np.nan, 1 / (1 + np.exp(-s)))\n"
    )
    checked = check_small(overflows)
    text = said(checked)

    assert checked.all_public_right and checked.something_to_fix
    assert "Sigmoid: Survives large scores" in text
    assert "from logistic import *" in text
    assert "print(sigmoid(s))" in text
    assert "--seed 1" in text


@pytest.mark.parametrize(
    "filename, first, imports",
    [
        ("mine.py", "import numpy as np", True),
        ("mine.ipynb", "import numpy as np", False),
        ("hw 3 (1).py", None, False),
    ],
)
def test_what_to_try_fits_the_file(small_public, worker, tmp_path, filename, first, imports):
    checker = Checker(small_public, "0" * 64, "1", seed=1)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": NAN}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    file = tmp_path / filename
    file.write_text(notebook if file.suffix == ".ipynb" else NAN)
    submission = one_file(file, ExpectedModule.of(small_public)).read()
    explained = property_report(checker.check(submission, worker.run, worker.isolation)).explained[
        0
    ]

    assert explained.code[:1] == ((first,) if first else ())
    assert any(line.startswith("from mine import") for line in explained.code) is imports
    assert bool(explained.given) is not bool(explained.code)


def test_what_is_not_written_is_one_line(check_small):
    text = said(check_small("def error(s, t): pass"))

    assert "to write  sigmoid, slope\n" in text
    assert "Traceback" not in text


def test_everything_names_every_property(check_small):
    text = said(check_small(RIGHT), everything=True)

    assert "The probabilities of s and -s add up to 1" in text
    assert "Survives large scores" in text


def test_everything_names_what_is_asked_later_too(check_small):
    checked = check_small(RIGHT + "\ndef sigmoid(s):\n    return s[:1]\n")
    own = [one for one in checked.findings if one.about.question == "sigmoid"]
    later = [one.about.title for one in own if one.standing is PropertyStatus.WAITS]

    assert later
    assert all(f"not run  {title}" in said(checked, everything=True) for title in later)


def test_text_of_a_student_cannot_steer_the_terminal(check_small):
    source = "def sigmoid(s):\n    raise ValueError('\\x1b[2J\\x1b]0;gone\\x07')\n"

    assert "\x1b" not in said(check_small(source))


# --- changes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before, after, lines",
    [
        (RIGHT, RIGHT, ()),
        (FLIPPED, RIGHT, ("error: fixed", "slope: fixed")),
        (RIGHT, FLIPPED, ("error: was right, now wrong (off)",)),
        (FLIPPED, FLIPPED, ("error: still wrong (off)",)),
        (FLIPPED, TWICE, ("error: now wrong in another way (off)",)),
        ("", RIGHT, ("sigmoid: written, and right",)),
        (RIGHT, "", ("sigmoid: has no answer any more",)),
        (RIGHT, "x = (", ("The file does not load any more: SyntaxError",)),
        ("x = (", "y = (", ("The file still does not load: SyntaxError",)),
        ("x = (", RIGHT, ("The file loads again",)),
        (RIGHT, NAN, ("sigmoid: was right, now wrong (nan or inf)",)),
    ],
)
def test_what_has_changed_is_said_function_by_function(check_small, before, after, lines):
    found = changes(check_small(before), check_small(after))

    assert bool(found) == bool(lines)
    for line in lines:
        assert any(one.startswith(line) for one in found), found


# --- for scripts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [RIGHT, FLIPPED, NAN, "", "x = (", "import torch"])
def test_the_document_is_strict_and_has_the_same_keys_always(check_small, source):
    found = document(check_small(source), "1")

    text = json.dumps(found, allow_nan=False)
    assert list(json.loads(text)) == [
        *("format", "grader", "suite", "assignment", "file", "seed", "here", "graded_with"),
        *("verdict", "loads", "error", "earned", "possible", "questions", "derivation"),
    ]
    for question in found["questions"]:
        assert list(question) == [
            *("id", "function", "title", "written", "earned", "possible", "mistakes", "carried"),
            *("follows", "place", "checks", "properties"),
        ]


def test_the_document_says_what_was_found(check_small):
    found = document(check_small(FLIPPED), "1")
    error = next(one for one in found["questions"] if one["id"] == "error")
    slope = next(one for one in error["properties"] if one["id"] == "error.slope")

    assert found["verdict"] == "something to fix"
    assert error["mistakes"] == ["sign_flipped"]
    assert slope["standing"] == "broken" and slope["residual"] > slope["tolerance"]
    broken = document(check_small("x = ("), "1")
    assert broken["error"]["error"] == "SyntaxError" and broken["error"]["line"] == 1


def test_the_document_says_with_which_versions_it_will_be_graded(check_small):
    recorded = document(check_small(RIGHT), "1", Versions("3.99", "1.7"))

    assert recorded["graded_with"] == {"python": "3.99", "numpy": "1.7"}
    assert recorded["here"]["numpy"] == ".".join(np.__version__.split(".")[:2])
    assert document(check_small(RIGHT), "1")["graded_with"] is None


# --- which file -----------------------------------------------------------------------------------


def test_the_file_that_is_meant_is_found(tmp_path):
    here, beside_it = tmp_path / "here", tmp_path / "kit"
    for folder in (here, beside_it):
        folder.mkdir()
    with pytest.raises(UsageError, match="no notebook and no starter"):
        find([here, beside_it], "answer.py")

    (beside_it / "starter.py").write_text("")
    assert find([here, beside_it], "answer.py") == beside_it / "starter.py"
    (here / "work.ipynb").write_text("")
    assert find([here, beside_it], "answer.py") == here / "work.ipynb"
    (here / "more.ipynb").write_text("")
    with pytest.raises(UsageError, match="several notebooks"):
        find([here, beside_it], "answer.py")
    (here / "answer.py").write_text("")
    assert find([here, beside_it], "answer.py") == here / "answer.py"
