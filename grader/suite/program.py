"""Loading the code that a hidden suite carries.

A suite is trusted like the grader itself: whoever can write it decides about marks anyway.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from grader.errors import AssignmentError
from grader.model import Program
from grader.suite.recipe import Recipe, StepFunction

WrongLines = Mapping[str, StepFunction]
"""Wrong lines by the step that each stands in place of."""


@dataclass(frozen=True, eq=False)
class Formulas:
    """What a program defines.

    ``routes`` are other right ways to a step, from other quantities than the recipe's own line
    takes: an answer that comes by one of them follows from those quantities.  ``mistakes`` are
    the wrong lines of each known mistake.
    """

    recipe: Recipe
    routes: Mapping[str, Sequence[StepFunction]] = field(default_factory=dict)
    mistakes: Mapping[str, WrongLines] = field(default_factory=dict)


def formulas_of(
    steps: Iterable[StepFunction],
    routes: Mapping[str, Sequence[StepFunction]],
    mistakes: Mapping[str, WrongLines],
) -> Formulas:
    """Return the formulas of an assignment's steps, routes and known mistakes."""
    return Formulas(Recipe({step.__name__: step for step in steps}), routes, mistakes)


@functools.lru_cache(maxsize=4)
def load_program(program: Program) -> Formulas:
    """Run the program's two files and return what they define.

    Raises
    ------
    AssignmentError
        If a file cannot be run, or does not define what it should.
    """
    recipe = _namespace(program.recipe, "the recipe")
    mistakes = _namespace(program.mistakes, "the misconceptions")
    if "STEPS" not in recipe:
        raise AssignmentError("suite", ["the recipe defines no STEPS"])
    return formulas_of(
        recipe["STEPS"], recipe.get("ROUTES", {}), mistakes.get("MISCONCEPTIONS", {})
    )


def _namespace(source: str, name: str) -> dict[str, Any]:
    module = ModuleType(f"_instructor_{name.rpartition(' ')[2]}")
    try:
        exec(compile(source, f"<{name}>", "exec", dont_inherit=True), vars(module))
    except Exception as error:
        raise AssignmentError("suite", [f"{name}: {type(error).__name__}: {error}"]) from error
    return vars(module)
