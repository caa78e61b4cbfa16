"""What the words of an assignment and its code must agree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.assignment.code_files import CodeFiles
from grader.model import Suite
from grader.suite.recipe import Recipe, parameters
from grader.text.yaml_reader import Entry


def quantities(recipe: Recipe) -> frozenset[str]:
    """Return the names of the recipe's steps and of everything that its steps need."""
    needed = {name for step in recipe.steps.values() for name in parameters(step)}
    return frozenset(needed.union(recipe.steps))


def check_routes(files: CodeFiles, recipe: Recipe) -> Iterator[str]:
    """Say which routes lead to no step of the recipe, or start from no quantity of it."""
    routes = getattr(files.module("recipe"), "ROUTES", {})
    for step, ways in routes.items():
        place = f"{files.paths['recipe'].name}: ROUTES"
        if step not in recipe.steps:
            yield f"{place}: '{step}' is no step of the recipe"
        needed = {name for way in ways for name in parameters(way)}
        for name in sorted(needed - quantities(recipe)):
            yield f"{place}: the recipe has no quantity '{name}'"


def check_cases(entry: Entry | None, outline: Suite, cases: Mapping[str, Any]) -> None:
    """Note the questions without a generator of cases."""
    for question in outline.questions:
        if entry and cases and question.id not in cases:
            entry.problem(f"the cases have no generator for question '{question.id}'")


def check_mistakes(
    entry: Entry | None,
    outline: Suite,
    mistakes: Mapping[str, Mapping[str, Any]],
    recipe: Recipe,
) -> None:
    """Note the mistakes with words and no wrong line, or the reverse, or for no step."""
    if entry is None:
        return
    described = {known.id for known in outline.misconceptions}
    for id in sorted(described - set(mistakes)):
        entry.problem(f"'{id}' has words here and no wrong line in the file of misconceptions")
    for id in sorted(set(mistakes) - described):
        entry.problem(f"'{id}' has a wrong line in the file of misconceptions and no words here")
    for id, wrong in mistakes.items():
        for step in sorted(set(wrong) - set(recipe.steps)):
            entry.problem(f"'{id}' replaces step '{step}', which the recipe has not")
