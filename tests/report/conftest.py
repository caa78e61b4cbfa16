"""Pages of the small assignment."""

from __future__ import annotations

import pytest

from grader.report import Renderer, StudentPage, student_page
from tests.report import garden


@pytest.fixture(scope="session")
def suite():
    return garden.suite()


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="session")
def page(suite):
    """Return the page of a submission that answers in this way."""

    def made(
        *, source=garden.SOURCE, grade=None, reveal=False, of=None, standing=None, **answers
    ) -> StudentPage:
        assignment = of or suite
        return student_page(
            assignment,
            garden.submission(source),
            grade or garden.graded(assignment, **answers),
            isolation=garden.ISOLATION,
            version="1.2.3",
            suite_id="0123456789abcdef",
            reveal=reveal,
            standing=standing,
        )

    return made
