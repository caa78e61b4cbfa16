"""A program's automatic mistakes, each as a function that can stand in place of a step."""

from __future__ import annotations

import ast
import functools
import hashlib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.model import Program
from grader.suite.automatic.edits import ARRAY_MODULE, Edit, edits
from grader.suite.automatic.syntax import StepSource, step_sources
from grader.suite.program import load_program
from grader.suite.recipe import Recipe, StepFunction, parameters


@dataclass(frozen=True, eq=False)
class AutomaticLine:
    """An edit of a step with the function that it makes."""

    edit: Edit
    function: StepFunction

    @functools.cached_property
    def key(self) -> str:
        """A digest of the edited line: another numpy has other functions, and so other edits."""
        return hashlib.sha256(ast.unparse(self.edit.function).encode()).hexdigest()[:12]

    @property
    def wrong_lines(self) -> Mapping[str, StepFunction]:
        """The function by the step that it stands in place of."""
        return {self.edit.step: self.function}


@functools.lru_cache(maxsize=4)
def automatic_lines(program: Program) -> tuple[AutomaticLine, ...]:
    """Return the automatic mistakes of a program, the same in the same order every time.

    Parameters
    ----------
    program
        The code that a hidden suite carries.

    Returns
    -------
    tuple of AutomaticLine
        None of a step that cannot be edited (see ``syntax``).

    Raises
    ------
    AssignmentError
        The program cannot be loaded.
    """
    formulas = load_program(program)
    recipe = formulas.recipe
    return tuple(
        AutomaticLine(edit, _function(edit.function, recipe.steps[edit.step]))
        for source in step_sources(program.recipe, recipe.steps)
        for edit in _distinct(source, _independent(recipe, source.name))
    )


@functools.lru_cache(maxsize=4)
def lines_by_key(program: Program) -> Mapping[str, AutomaticLine]:
    """Return the automatic mistakes of a program by their keys."""
    return {line.key: line for line in automatic_lines(program)}


def _independent(recipe: Recipe, step: str) -> tuple[str, ...]:
    """Return the quantities that do not depend on the step, in the recipe's order."""
    inputs = dict.fromkeys(p for line in recipe.steps.values() for p in parameters(line))
    names = dict.fromkeys([*inputs, *recipe.steps])
    return tuple(n for n in names if n != step and step not in recipe.needed(n, frozenset()))


def _distinct(source: StepSource, quantities: tuple[str, ...]) -> Iterator[Edit]:
    """Yield the edits of a step that make different functions."""
    seen = {ast.dump(source.function)}
    for edit in edits(source, quantities):
        code = ast.dump(edit.function)
        if code not in seen:
            seen.add(code)
            yield edit


def _function(edited: ast.FunctionDef, original: StepFunction) -> StepFunction:
    """Define the edited function among the names that the original one knows."""
    known: dict[str, Any] = getattr(original, "__globals__", {})
    namespace = {**known, ARRAY_MODULE: np}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an edit may call a number, which Python remarks on
        code = compile(ast.Module([edited], []), "<automatic>", "exec", dont_inherit=True)
    exec(code, namespace)
    function: StepFunction = namespace[edited.name]
    return function
