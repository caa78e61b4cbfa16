"""A small assignment of flower beds, made by hand, and submissions to it.

Two questions: the areas of round beds, and a table of how much earth each bed takes at each depth.
The second needs the first, so a mistake in the areas is carried into the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grader.marking.marker import Marker
from grader.model import (
    EXAMPLE,
    Case,
    Check,
    Distractor,
    Execution,
    Grade,
    Isolation,
    Misconception,
    Observation,
    Outcome,
    Question,
    Raised,
    Returned,
    Step,
    Submission,
    Suite,
    Tolerance,
    frozen,
)
from grader.suite.recipe import Recipe
from grader.text.mathml import formula

RIGHT: dict[str, Callable[..., Any]] = {
    "area": lambda r: np.pi * r**2,
    "volume": lambda area, depth: np.outer(area, depth),
}
WRONG: dict[str, dict[str, Callable[..., Any]]] = {
    "square_forgotten": {"area": lambda r: np.pi * r},
    "diameter": {"area": lambda r: np.pi * (2 * r) ** 2},
    "added": {"volume": lambda area, depth: np.add.outer(area, depth)},
}
RECIPE = Recipe(RIGHT)
ISOLATION = Isolation("B", ("namespaces",), {"python": "3.12.4", "numpy": "2.1.0"})
SOURCE = b"""import numpy as np


def areas(r):
    return np.pi * r


def earth(r, depth):
    a = areas(r)
    return np.outer(a, depth)
"""

MISCONCEPTIONS = (
    Misconception(
        id="square_forgotten",
        title="The radius is not squared",
        step="area",
        right=formula(r"A_i = \pi\, r_i^{\class{missing}{2}}"),
        wrong=formula(r"A_i = \pi\, \class{wrong}{r_i}"),
        fix="Square the radius",
        hints=("What is the area of a bed twice as wide?", "Look at the exponent."),
    ),
    Misconception(
        id="diameter",
        title="The diameter is used for the radius",
        step="area",
        right=formula(r"A_i = \pi\, \class{missing}{r_i}^2"),
        wrong=formula(r"A_i = \pi\, \class{wrong}{d_i}^2"),
        fix="Use the radius",
        hints=("How far is it from the middle to the rim?",),
    ),
    Misconception(
        id="added",
        title="Area and depth are added",
        step="volume",
        right=formula(r"V_{ij} = A_i \class{missing}{\cdot} d_j"),
        wrong=formula(r"V_{ij} = A_i \class{wrong}{+} d_j"),
        fix="Multiply the area by the depth",
        hints=("What unit does your sum have?", "Which of the two should scale the other?"),
    ),
)


def suite(language: str = "en") -> Suite:
    """Return the assignment; its hidden numbers occur nowhere else."""
    rng = np.random.default_rng(7)
    areas = Question(
        id="areas",
        function="areas",
        parameters=("r",),
        title="Areas",
        asked="Given the radii r of n round beds, shape (n,), return their areas, shape (n,).",
        formula=formula(r"A_i"),
        step="area",
        tolerance=Tolerance(1e-5, elementwise=True),
        checks=(
            Check("values", "Right on ordinary numbers", 10),
            Check("extremes", "Right on extreme numbers", 5),
            Check("precision", "Accurate near zero", 0),
        ),
        cases=(
            case("areas", "three beds", "values", False, [1.5, 2, 0.5]),
            case("areas", "four beds", "values", False, [1, 3, 0.25, 4]),
            case("areas", "five beds", "values", True, rng.uniform(1, 9, 5)),
            case("areas", "huge beds", "extremes", False, [2e150, 3e150]),
            case("areas", "more huge beds", "extremes", True, rng.uniform(1e120, 9e120, 3)),
            case("areas", "tiny beds", "precision", True, rng.uniform(1e-9, 9e-9, 3)),
            case("areas", "two by hand", EXAMPLE, False, [1, 2]),
        ),
    )
    earth = Question(
        id="earth",
        function="earth",
        parameters=("r", "depth"),
        title="Earth",
        asked="Given radii (n,) and depths (m,), return the volumes, shape (n, m).",
        formula=formula(r"V_{ij}"),
        step="volume",
        tolerance=Tolerance(1e-5),
        checks=(Check("values", "Right on ordinary numbers", 15),),
        cases=(
            case("earth", "two beds", "values", False, [1, 2], [0.25, 0.5, 0.75]),
            case("earth", "three beds", "values", False, [1, 2, 4], [0.3, 0.6]),
            case("earth", "more", "values", True, rng.uniform(1, 9, 3), rng.uniform(1, 2, 4)),
            case("earth", "by hand", EXAMPLE, False, [1], [0.5, 2]),
        ),
    )
    steps = (
        Step("area", "the area of each bed", formula(r"A_i = \pi\, r_i^2")),
        Step("volume", "the earth that it takes", formula(r"V_{ij} = A_i\, d_j")),
    )
    return Suite(
        assignment="garden",
        title="Flower beds",
        module="garden.py",
        language=language,
        questions=(areas, earth),
        steps=steps,
        misconceptions=MISCONCEPTIONS,
        seed=7,
    )


def right_areas(r):
    return np.pi * r**2


def right_earth(r, depth):
    return np.outer(np.pi * r**2, depth)


def wrong_areas(r):
    return np.pi * r


def wrong_earth(r, depth):
    """Return the right outer product of wrong areas."""
    return np.outer(np.pi * r, depth)


def added_earth(r, depth):
    return np.add.outer(np.pi * r**2, depth)


def unknown_earth(r, depth):
    return np.outer(np.pi * r**2, depth) + np.arange(len(depth)) ** 2


Answer = Callable[..., Any] | Outcome


def graded(
    assignment: Suite,
    areas: Answer = right_areas,
    earth: Answer = right_earth,
    *,
    printed: str = "",
    student: str = "ada",
    flags: tuple[str, ...] = (),
) -> Grade:
    """Return the grade of a submission with these functions or outcomes."""
    answers: Mapping[str, Answer] = {"areas": areas, "earth": earth}
    observations = tuple(
        Observation(case.id, _outcome(answers[question.id], case), printed)
        for question in assignment.questions
        for case in question.cases
    )
    return Marker(assignment).mark(student, Execution(observations, flags))


def only_hidden(assignment: Suite, grade: Grade, outcome: Outcome, status: Any) -> Grade:
    """Return the grade with another outcome in its hidden cases."""
    questions = tuple(
        replace(
            question,
            verdicts=tuple(
                replace(v, status=status, observation=Observation(v.case, outcome))
                if v.hidden
                else v
                for v in question.verdicts
            ),
        )
        for question in grade.questions
    )
    return replace(grade, questions=questions)


def submission(source: bytes = SOURCE, student: str = "ada") -> Submission:
    return Submission(student, "garden.py", source)


def _outcome(answer: Answer, case: Case) -> Outcome:
    if not callable(answer):
        return answer
    try:
        return Returned(frozen(answer(*case.arguments)))
    except Exception as error:  # noqa: BLE001 - a student's function may fail in any way
        return Raised(type(error).__name__, str(error))


def case(question: str, name: str, check: str, hidden: bool, *arguments: Any) -> Case:
    steps = {"areas": "area", "earth": "volume"}
    given = dict(zip(("r", "depth"), map(frozen, arguments), strict=False))
    given = {name: np.asarray(value, float) for name, value in given.items()}
    wanted = steps[question]
    trace = _trace(wanted, given, {})
    distractors = tuple(
        Distractor(
            id, frozen(RECIPE.value(wanted, given, wrong)), trace=_trace(wanted, given, wrong)
        )
        for id, wrong in WRONG.items()
        if set(wrong) & set(trace)
    )
    return Case(
        id=f"{question}.{name.replace(' ', '-')}",
        name=name,
        check=check,
        hidden=hidden,
        arguments=tuple(frozen(value) for value in given.values()),
        expected=frozen(RECIPE.value(wanted, given)),
        distractors=distractors,
        trace=trace if check == EXAMPLE else {},
    )


def _trace(wanted: str, given: Mapping[str, Any], wrong: Mapping[str, Any]) -> dict[str, Any]:
    steps = [step for step in ("area", "volume") if wanted == "volume" or step == "area"]
    values = {step: frozen(RECIPE.value(step, given, wrong)) for step in steps}
    if not wrong:
        return values
    right = _trace(wanted, given, {})
    return {step: v for step, v in values.items() if not np.array_equal(v, right[step])}
