"""What the words of an assignment and its code must agree on.

A file that could not be loaded has its own problem: nothing is said that would follow from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.assignment.code_files import CodeFiles
from grader.assignment.definitions import MISCONCEPTIONS, ROUTES
from grader.assignment.places import assigned_at, written_at
from grader.model import Question, Suite
from grader.suite.derivatives import derivative_of
from grader.suite.recipe import Recipe, parameters
from grader.text.unknown_names import likely_meant, no_such
from grader.text.yaml_reader import Entry


def quantities(recipe: Recipe) -> frozenset[str]:
    """Return the names of the recipe's steps and of everything that its steps need."""
    needed = {name for step in recipe.steps.values() for name in parameters(step)}
    return frozenset(needed.union(recipe.steps))


def is_computable(recipe: Recipe, question: Question) -> bool:
    """Return whether a question's answer can be computed from its arguments by these steps."""
    given = frozenset(question.parameters)
    return (
        {question.step, *given} <= quantities(recipe)
        and not any(_missing(recipe, question.step, given))
        and not any(_way_back(recipe, step) for step in _way(recipe, question.step, given))
    )


def check_order(recipe: Recipe) -> Iterator[str]:
    """Name the steps that need themselves, by way of others or at once."""
    for name in recipe.steps:
        way = _way_back(recipe, name)
        if way and name == min(way):
            yield f"{written_at(recipe.steps[name])}: steps need one another: {' -> '.join(way)}"


def _way_back(recipe: Recipe, start: str) -> tuple[str, ...]:
    """Return the shortest way from a step through what it needs back to it, if there is one."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set()
    for way in ways:  # grows while it is read
        step = recipe.steps.get(way[-1])
        for needed in parameters(step) if step else ():
            if needed == start:
                return (*way, start)
            if needed not in seen:
                seen.add(needed)
                ways.append((*way, needed))
    return ()


def check_given(recipe: Recipe, outline: Suite) -> Iterator[str]:
    """Say which steps on the way to an answer need what is no step and is not given."""
    said = set()
    for question in outline.questions:
        given = frozenset(question.parameters)
        if not given <= quantities(recipe):
            continue  # which is said at its own place
        for step, name in _missing(recipe, question.step, given):
            if (step, name) in said:
                continue
            said.add((step, name))
            place = f"{written_at(recipe.steps[step])}: '{step}'"
            known = (given | recipe.steps.keys()) - {step}
            yield no_such(f"{place}: no step and no argument of '{question.id}' is", name, known)


def _missing(recipe: Recipe, wanted: str, given: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield steps on the way to a quantity, with what they need and nothing gives."""
    for step in _way(recipe, wanted, given):
        for name in _needs(recipe, step):
            if name not in recipe.steps and name not in given:
                yield step, name


def _way(recipe: Recipe, wanted: str, given: frozenset[str]) -> list[str]:
    """Return a quantity and the steps on the way to it, the nearest first."""
    way = [wanted]
    for step in way:  # grows while it is read
        for name in _needs(recipe, step):
            if name in recipe.steps and name not in given and name not in way:
                way.append(name)
    return way


def _needs(recipe: Recipe, step: str) -> list[str]:
    """Return what a step is computed from: of a derivative, what it is that of."""
    step = _underived(step)
    return [_underived(n) for n in parameters(recipe.steps[step])] if step in recipe.steps else []


def check_routes(files: CodeFiles, recipe: Recipe) -> Iterator[str]:
    """Say which routes lead to no step of the recipe, or start from no quantity of it."""
    for step, ways in files.defined(ROUTES).items():
        if step not in recipe.steps:
            place = next(map(written_at, ways), "") or assigned_at(files.paths["recipe"], "ROUTES")
            yield no_such(f"{place}: ROUTES: there is no step", step, recipe.steps)
        for way in ways:
            for name in sorted({*map(_underived, parameters(way))} - quantities(recipe)):
                what = f"{written_at(way)}: ROUTES: the recipe has no quantity"
                yield no_such(what, name, quantities(recipe))


def _underived(name: str) -> str:
    """Return the step of which a quantity is the derivative, or the quantity."""
    derived = derivative_of(name)
    return derived[0] if derived else name


def check_cases(entry: Entry | None, outline: Suite, cases: Mapping[str, Any]) -> None:
    """Note the questions without a generator of cases."""
    for question in outline.questions:
        if entry and cases and question.call not in cases:
            entry.problem(no_such("the cases have no generator for question", question.call, cases))


def check_words(
    document: Entry, entry: Entry | None, outline: Suite, files: CodeFiles, recipe: Recipe
) -> None:
    """Note the mistakes with words and no wrong line, or the reverse, or at another step."""
    mistakes = files.defined(MISCONCEPTIONS)
    if not files.is_known(MISCONCEPTIONS):
        return
    if entry is None:
        if mistakes:
            name = files.paths["misconceptions"].name
            document.problem(
                f"'misconceptions' is missing: the {len(mistakes)} mistakes of {name} have no words"
            )
        return
    described = {known.id for known in outline.misconceptions}
    wordless = sorted(set(mistakes) - described)
    for id in sorted(described - set(mistakes)):
        meant = likely_meant(id, wordless)
        wordless = [one for one in wordless if f"'{one}'" not in meant]
        entry.problem(
            f"'{id}' has words here and no wrong line in the file of misconceptions{meant}"
        )
    for id in wordless:
        entry.problem(f"'{id}' has a wrong line in the file of misconceptions and no words here")
    for known in outline.misconceptions:
        wrong = mistakes.get(known.id)
        if isinstance(wrong, Mapping) and known.step in recipe.steps and known.step not in wrong:
            entry.problem(
                f"'{known.id}' is said to be in step '{known.step}', and its wrong lines are in:"
                f" {', '.join(map(str, wrong))}"
            )


def check_lines(files: CodeFiles, recipe: Recipe) -> Iterator[str]:
    """Say which wrong lines stand at no step of the recipe, or need no quantity of it."""
    if not recipe.steps:
        return
    name = files.paths["misconceptions"].name if "misconceptions" in files.paths else ""
    for id, wrong in files.defined(MISCONCEPTIONS).items():
        if not isinstance(wrong, Mapping) or not all(map(callable, wrong.values())):
            yield f"{name}: '{id}' must map steps to functions: {{'step': lambda ...}}"
            continue
        for step, line in wrong.items():
            place = f"{written_at(line) or name}: '{id}'"
            if step not in recipe.steps:
                yield f"{place} replaces a step: {no_such('there is none', step, recipe.steps)}"
            for needed in _parameters(line):
                if needed not in quantities(recipe):
                    what = f"{place}: the recipe has no quantity"
                    yield no_such(what, needed, quantities(recipe))


def _parameters(line: Any) -> tuple[str, ...]:
    try:
        return parameters(line)
    except (TypeError, ValueError):  # a function of numpy: it says nothing of its parameters
        return ()
