"""Programs as students hand them in, with one mistake planted, and the lines where it stands.

Each step of the recipe is a function, written as one of the styles of ``tests.diagnosis.styles``
writes it; the functions that are asked for compute the steps one after the other.  The source of
a line is cut out of the file that defines it.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from grader.assignment.folder import Assignment
from grader.suite.recipe import Recipe, StepFunction, parameters

Wrong = Mapping[str, StepFunction]


@dataclass(frozen=True)
class Program:
    """A file, and the lines of it that a person would call the slip."""

    source: str
    slips: frozenset[int]


def program(assignment: Assignment, recipe: Recipe, wrong: Wrong) -> Program:
    """Return the assignment's program as this recipe writes it, with wrong lines planted.

    Where a line only hands a quantity on, a step is missing, and whatever takes the quantity from
    there can be called the slip, too.
    """
    writer = _Writer(recipe, wrong)
    writer.add("import math", "import numpy as np")
    for step in recipe.steps:
        writer.write_step(step)
    for question in assignment.outline.questions:
        writer.write_question(question.function, question.parameters, question.step)
    return Program("\n".join(writer.lines) + "\n", frozenset(writer.slips))


class _Writer:
    def __init__(self, recipe: Recipe, wrong: Wrong) -> None:
        self.lines: list[str] = []
        self.slips: set[int] = set()
        self._recipe = recipe
        self._wrong = wrong
        self._missing = {step for step, line in wrong.items() if _hands_on(line)}
        self._defined: set[str] = set()

    def add(self, *lines: str, slip: bool = False) -> None:
        for line in lines:
            self.lines.append(line)
            if slip:
                self.slips.add(len(self.lines))

    def write_step(self, step: str) -> None:
        right, wrong = self._recipe.steps[step], self._wrong.get(step)
        if wrong is None:
            self._define(f"step_{step}", right, slip=self._takes_missing(right))
            return
        if step in parameters(wrong):
            self._define(f"right_{step}", right, slip=False)
        self._define(f"step_{step}", wrong, slip=True)

    def write_question(self, function: str, given: Sequence[str], wanted: str) -> None:
        self.add("", f"def {function}({', '.join(given)}):")
        for step in self._in_order(wanted, given):
            is_slip = step in self._missing or self._takes_missing(self._line(step))
            self.add(f"    {step} = {self._call(step)}", slip=is_slip)
        self.add(f"    return {wanted}", slip=wanted in self._missing)

    def _define(self, name: str, function: StepFunction, *, slip: bool) -> None:
        for helper_name, helper in _helpers(function):
            if helper_name not in self._defined:
                self._defined.add(helper_name)
                self._define(helper_name, helper, slip=slip)
        arguments = ", ".join(inspect.signature(function).parameters)
        self.add("", f"def {name}({arguments}):")
        self.add(*(f"    {line}" for line in _body(function)), slip=slip)

    def _takes_missing(self, function: StepFunction) -> bool:
        return not self._missing.isdisjoint(parameters(function))

    def _line(self, step: str) -> StepFunction:
        return self._wrong.get(step, self._recipe.steps[step])

    def _needs(self, step: str) -> list[str]:
        needed = parameters(self._line(step))
        more = parameters(self._recipe.steps[step]) if step in needed else ()
        return [one for one in (*needed, *more) if one != step]

    def _in_order(self, wanted: str, given: Sequence[str]) -> list[str]:
        if wanted in given:
            return []
        before = [step for one in self._needs(wanted) for step in self._in_order(one, given)]
        return list(dict.fromkeys([*before, wanted]))

    def _call(self, step: str) -> str:
        right = f"right_{step}({', '.join(parameters(self._recipe.steps[step]))})"
        given = [right if one == step else one for one in parameters(self._line(step))]
        return f"step_{step}({', '.join(given)})"


def _hands_on(function: StepFunction) -> bool:
    node = _node(function)
    return isinstance(node, ast.Lambda) and isinstance(node.body, ast.Name)


def _body(function: StepFunction) -> Sequence[str]:
    node = _node(function)
    if isinstance(node, ast.Lambda):
        return [f"return {ast.unparse(node.body)}"]
    return [line for statement in node.body for line in ast.unparse(statement).splitlines()]


def _helpers(function: StepFunction) -> Iterator[tuple[str, StepFunction]]:
    """Yield the functions that a function calls by name, of its own file."""
    assert isinstance(function, FunctionType)
    code = function.__code__
    cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
    named: Iterable[tuple[str, object]] = [
        *((name, cell.cell_contents) for name, cell in cells),
        *((name, function.__globals__.get(name)) for name in code.co_names),
    ]
    for name, value in named:
        if isinstance(value, FunctionType):
            yield name, value


@functools.cache
def _node(function: StepFunction) -> ast.Lambda | ast.FunctionDef:
    """Return the syntax tree of a function: of two lambdas in one line, that with its code."""
    code = function.__code__  # type: ignore[attr-defined]
    nodes = [
        node
        for node in ast.walk(_tree(code.co_filename))
        if isinstance(node, ast.Lambda | ast.FunctionDef) and node.lineno == code.co_firstlineno
    ]
    return next(node for node in nodes if len(nodes) == 1 or _instructions(node) == code.co_code)


@functools.cache
def _tree(filename: str) -> ast.Module:
    with Path(filename).open() as file:
        return ast.parse(file.read())


def _instructions(node: ast.Lambda | ast.FunctionDef) -> bytes:
    assert isinstance(node, ast.Lambda)
    module = compile(ast.Expression(node), "", "eval")
    return next(one.co_code for one in module.co_consts if hasattr(one, "co_code"))
