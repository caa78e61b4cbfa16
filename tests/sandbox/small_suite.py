"""Three small questions and what answers them: for tests of the sandbox."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
import pytest

from grader.model import (
    Case,
    Check,
    Formula,
    Limits,
    Question,
    Submission,
    Suite,
    Tolerance,
    frozen,
)
from grader.sandbox import PLAIN

LIMITS = Limits(wall_seconds=30.0, cpu_seconds=0.5, memory_mb=512, output_kb=256)
"""So much time by the clock that on a busy machine the limit of CPU time comes first."""

LOWEST_LEVELS = (
    pytest.param(("seccomp",), id="seccomp"),
    pytest.param(PLAIN, id="plain", marks=pytest.mark.thorough),
)
"""The lowest level that isolates every time; none, for a student's own file, where there is time.
"""

NOTHING = Formula("", "")

HONEST = """
    import numpy as np

    def one(a):
        return a + 1

    def two(a, b):
        return np.outer(a, b)

    def three(a):
        return a.sum()
"""


def case(question: str, name: str, *arguments: object, **more: object) -> Case:
    arrays = tuple(frozen(argument) for argument in arguments)
    expected = frozen(np.zeros(3))
    return Case(f"{question}/{name}", name, "values", False, arrays, expected, **more)


def question(id: str, *cases: Case) -> Question:
    checks = (Check("values", "values", 1.0),)
    return Question(id, id, ("a",), id, "", NOTHING, "", Tolerance(), checks, cases)


def small_suite() -> Suite:
    vector = np.array([1.0, -2.0, 3.0])
    one = question(
        "one",
        case("one", "first", vector),
        case("one", "second", vector[:2]),
        case("one", "again", vector, repeats="one/first"),
        case("one", "read-only", vector, presentation="read-only"),
    )
    two = question(
        "two", case("two", "first", vector, vector), case("two", "second", [1.0], vector)
    )
    three = question(
        "three",
        case("three", "first", vector),
        case("three", "strided", np.arange(6.0).reshape(2, 3), presentation="strided"),
    )
    return Suite("small", "Small", "small", "en", (one, two, three), (), (), limits=LIMITS)


def submission(source: str | bytes) -> Submission:
    text = dedent(source).encode() if isinstance(source, str) else source
    return Submission("somebody", "small.py", text)
