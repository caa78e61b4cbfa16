"""Submitty awards the rounded points, whatever becomes of the score on the way."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from grader.export import submitty
from grader.export.submitty import submitty_points as points_of
from grader.export.submitty import submitty_text
from grader.model import Override
from tests.bundle.judges import submitty_points
from tests.conftest import strict_json

QUARTERS = [quarter / 4 for quarter in range(121)]


@pytest.mark.parametrize("sort", ["right", "flipped"])
def test_the_rounded_points_are_awarded(suite, stand, sort):
    other = {"right": 70, "flipped": 70}[sort]

    for points in QUARTERS:
        decided = Override("jdoe", "error", points, "oral exam", "me", "2025-03-03T10:00:00+00:00")
        document = strict_json(submitty(suite, stand(sort, overrides=(decided,))))

        assert submitty_points(document, points_of(suite)) == math.floor(other + points + 0.5)


def test_points_of_the_test_case_are_whole(suite):
    first, *others = suite.questions
    check = replace(first.checks[0], points=first.checks[0].points + 0.5)
    odd = replace(suite, questions=(replace(first, checks=(check, *first.checks[1:])), *others))

    assert (points_of(suite), points_of(odd)) == (100, 101)


def test_the_text_has_the_points_and_why_they_were_lost(suite, stand):
    text = submitty_text(suite, stand("flipped")).decode()

    assert text.startswith("70 of 100 points")
    assert "The error has the wrong sign" in text


def test_what_is_not_graded_has_no_points_and_says_so(suite, stand):
    standing = replace(stand("right"), grade=None)

    assert submitty_points(strict_json(submitty(suite, standing)), 100) == 0
    assert submitty_text(suite, standing).startswith(b"Not graded")
