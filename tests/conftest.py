"""What several rooms of tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.assignment import Assignment, load_assignment
from grader.build import build
from grader.model import Suite

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def logistic() -> Assignment:
    """A second, small assignment: the engine is not told about either."""
    return load_assignment(ROOT / "tests" / "assignments" / "logistic")


@pytest.fixture(scope="session")
def logistic_suite(logistic: Assignment) -> Suite:
    return build(logistic, seed=1)


@pytest.fixture(scope="session")
def backprop() -> Assignment:
    """The homework itself."""
    return load_assignment(ROOT / "reference")


@pytest.fixture(scope="session")
def backprop_suite(backprop: Assignment) -> Suite:
    return build(backprop, seed=1)
