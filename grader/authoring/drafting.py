"""The files of a new assignment, from a solution and the shapes of its parameters.

Every function becomes a question.  The recipe is the solution: a step for each function, or for
each part of what one returns.
"""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.authoring.shapes import Shapes, drawn, kind_of, letters, sizes
from grader.authoring.solution import Solution
from grader.errors import UsageError

_POINTS = 100


@dataclass(frozen=True)
class _Asked:
    """A function with its parameters, and the keys of the parts of what it returns."""

    name: str
    parameters: tuple[str, ...]
    keys: tuple[str | int, ...]
    is_step: bool

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The name of each step, with what takes it out of what the function returns.

        A function that returns one thing and asks for all its parameters is a step itself.
        """
        if not self.keys:
            return ((self.name if self.is_step else f"{self.name}_answer", ""),)
        return tuple((f"{self.name}_{key}", f"[{key!r}]") for key in self.keys)


def parameters_of(solution: Solution) -> tuple[str, ...]:
    """Return the names of all parameters that have no default."""
    functions = solution.functions
    return tuple(dict.fromkeys(name for one in functions for name in _parameters(one)))


def draft(name: str, solution: Solution, shapes: Shapes) -> Mapping[str, str]:
    """Return the files of an assignment.

    Parameters
    ----------
    name
        The assignment's name, which is that of the module, too.
    solution
        A right answer.
    shapes
        What each parameter is.

    Returns
    -------
    Mapping
        The text of each file by its path in the folder.

    Raises
    ------
    UsageError
        A shape is missing, or the solution stops with an exception.
    """
    missing = [one for one in parameters_of(solution) if one not in shapes]
    if missing:
        options = " ".join(f"--shape {one}=N,D" for one in missing)
        raise UsageError(f"the shapes of {', '.join(missing)} are not known; say {options}")
    asked = tuple(_asked(solution, shapes))
    return {
        "assignment.yaml": _document(name, asked, shapes),
        "recipe.py": _recipe(solution, asked),
        "cases.py": _cases(asked, shapes),
        "misconceptions.py": '"""Wrong lines by mistake and step."""\n\nMISCONCEPTIONS = {}\n',
        "starter.py": solution.starter,
        "variants/solution.py": solution.source,
    }


def _parameters(function: ast.FunctionDef) -> tuple[str, ...]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    return tuple(one.arg for one in arguments[: len(arguments) - len(function.args.defaults)])


def _is_plain(function: ast.FunctionDef) -> bool:
    """Return whether a function has no other parameters than those that a question gives."""
    arguments = function.args
    return not (arguments.defaults or arguments.kwonlyargs or arguments.vararg or arguments.kwarg)


def _asked(solution: Solution, shapes: Shapes) -> Iterator[_Asked]:
    """Yield the functions, each called once to see what it returns."""
    module = ModuleType("_solution")
    rng = np.random.default_rng(0)
    try:
        exec(compile(solution.source, "<solution>", "exec", dont_inherit=True), vars(module))
        given = _drawn_once(shapes, rng)
        for function in solution.functions:
            names = _parameters(function)
            returned = vars(module)[function.name](*(given[name] for name in names))
            keys = _keys(returned)
            yield _Asked(function.name, names, keys, not keys and _is_plain(function))
    except Exception as error:
        raise UsageError(f"the solution stops: {type(error).__name__}: {error}") from error


def _drawn_once(shapes: Shapes, rng: np.random.Generator) -> Mapping[str, Any]:
    names = letters(shapes)
    known = dict(zip(names, next(sizes(len(names))), strict=True))
    return {name: eval(drawn(one), {"rng": rng, **known}) for name, one in shapes.items()}


def _keys(returned: Any) -> tuple[str | int, ...]:
    if isinstance(returned, dict):
        return tuple(key for key in returned if isinstance(key, str))
    return tuple(range(len(returned))) if isinstance(returned, tuple) else ()


def _recipe(solution: Solution, asked: Sequence[_Asked]) -> str:
    lines = [solution.source, ""]
    for one in asked:
        names = ", ".join(one.parameters)
        for step, part in () if one.is_step else one.steps:
            lines += [f"\ndef {step}({names}):", f"    return {one.name}({names}){part}\n"]
    steps = "".join(f"{step}, " for one in asked for step, _ in one.steps).strip()
    return "\n".join([*lines, f"\nSTEPS = ({steps})\n"])


def _cases(asked: Sequence[_Asked], shapes: Shapes) -> str:
    names = letters(shapes)
    draws = "\n".join(f'            "{name}": {drawn(one)},' for name, one in shapes.items())
    cases = zip(("first", "second", "third", "fourth"), sizes(len(names)), strict=False)
    yields = "\n".join(
        f'    yield Inputs("{word}", _drawn({", ".join(map(str, lengths))}){_case_options(place)})'
        for place, (word, lengths) in enumerate(cases)
    )
    table = ", ".join(f'"{one.name}": inputs' for one in asked)
    return inspect.cleandoc(_CASES).format(
        lengths=", ".join(names), draws=draws, yields=yields, table=table
    )


def _case_options(place: int) -> str:
    return {0: ", public=True", 3: ', check="example"'}.get(place, "")


_CASES = '''
    """Inputs of every question; named lengths differ, so no axis stands for another."""

    from grader.inputs import Inputs


    def _drawn({lengths}):
        def draw(rng):
            return {{
    {draws}
            }}

        return draw


    def inputs():
    {yields}


    CASES = {{{table}}}
    '''


def _document(name: str, asked: Sequence[_Asked], shapes: Shapes) -> str:
    points = itertools.chain(*([share] for share in _shares(len(asked))))
    steps = "".join(_step(one, step, part) for one in asked for step, part in one.steps)
    questions = "".join(_question(one, next(points), shapes) for one in asked)
    return _DOCUMENT.format(name=name, steps=steps, questions=questions)


def _shares(count: int) -> list[int]:
    return [_POINTS // count + (place < _POINTS % count) for place in range(count)]


def _step(one: _Asked, step: str, part: str) -> str:
    left, right = _latex(step), f"{_latex(one.name)}({', '.join(map(_latex, one.parameters))})"
    place = f"_{{{_latex(part[1:-1].strip(chr(39)))}}}" if part else ""
    return f"  - {{id: {step}, title: {step}, formula: '{left} = {right}{place}'}}\n"


def _question(one: _Asked, points: int, shapes: Shapes) -> str:
    kinds = ", ".join(f"{name}: {kind_of(shapes[name])}" for name in one.parameters)
    lines = [
        f"  - id: {one.name}",
        f"    function: {one.name}",
        f"    parameters: {{{kinds}}}" if kinds else "    parameters: []",
        f"    asked: What {one.name} returns.",
        f"    points: {{values: {points}}}",
    ]
    if one.keys:
        steps = [step for step, _ in one.steps]
        pairs = ", ".join(f"{key}: {step}" for key, step in zip(one.keys, steps, strict=True))
        keyed = isinstance(one.keys[0], str)
        lines += [f"    returns: {{{pairs}}}" if keyed else f"    returns: [{', '.join(steps)}]"]
    else:
        lines += [f"    step: {one.steps[0][0]}", f"    title: {one.name}"]
        lines += [f"    formula: '{_latex(one.name)}'"]
    return "\n".join([*lines, ""])


def _latex(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


_DOCUMENT = """\
# Give the steps and questions their titles and formulas.  `grader verify` checks this file.

assignment: {name}
title: {name}
module: {name}.py
files:
  recipe: recipe.py
  cases: cases.py
  misconceptions: misconceptions.py
  starter: starter.py
  variants: variants
checks:
  values: Ordinary numbers
steps:
{steps}questions:
{questions}"""
