"""A class of the small assignment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.marking.marker import Marker, ungraded
from grader.model import Person, Standing, Suite
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT, sigmoid

FLIPPED = {"error": lambda s, t: t - sigmoid(s), "slope": lambda w, x, t: (t - sigmoid(w @ x)) * x}
UNEXPLAINED = {"slope": lambda w, x, t: 0.123 * (w + x)}


@pytest.fixture(scope="session")
def suite(logistic_suite) -> Suite:
    return logistic_suite


@pytest.fixture(scope="session")
def grades(suite):
    """Return one grade of each sort: 100, 70 and 60 points, and one ungraded."""
    marker = Marker(suite)
    return {
        "right": marker.mark("", execution(suite, RIGHT)),
        "flipped": marker.mark("", execution(suite, RIGHT | FLIPPED)),
        "strange": marker.mark("", execution(suite, RIGHT | UNEXPLAINED)),
        "ungraded": ungraded("", "the sandbox did not start"),
    }


@pytest.fixture(scope="session")
def stand(grades):
    """Return a standing of this sort; None means that nothing was handed in."""

    def made(sort, student="jdoe", *, name="", platform_id="", login="", email="", **known):
        person = Person(student, name, email, login, platform_id)
        grade = replace(grades[sort], student=student) if sort else None
        return Standing(person, grade, **known)

    return made
