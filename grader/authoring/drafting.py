"""The files of a new assignment, from a solution and the shapes of its parameters.

Every function and every method becomes a question.  The recipe is the solution: a step for each,
or for each part of what one returns.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Mapping, Sequence

from grader.authoring.asked import Asked, Part, parameters_of, what_is_asked
from grader.authoring.shapes import Shapes, letters, sizes
from grader.authoring.solution import Solution
from grader.errors import UsageError

_POINTS = 100


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
        raise UsageError(
            f"the shapes of {', '.join(missing)} are not known; say --shape {missing[0]}=N,D for an"
            f" array, --shape {missing[0]}=float or --shape {missing[0]}=int for a number"
        )
    asked = what_is_asked(solution, shapes)
    return {
        "assignment.yaml": _document(name, asked, shapes),
        "recipe.py": _recipe(solution, asked),
        "cases.py": _cases(asked, shapes),
        "misconceptions.py": '"""Wrong lines by mistake and step."""\n\nMISCONCEPTIONS = {}\n',
        "starter.py": solution.starter,
        "variants/solution.py": solution.source,
    }


def _recipe(solution: Solution, asked: Sequence[Asked]) -> str:
    lines = [solution.source]
    for one in asked:
        for part in () if one.is_step else one.parts:
            lines += [f"\ndef {part.step}({', '.join(one.parameters)}):"]
            lines += [f"    {line}" for line in (*one.statements, f"return {part.expression}\n")]
    steps = "".join(f"{part.step}, " for one in asked for part in one.parts).strip()
    return "\n".join([*lines, f"\nSTEPS = ({steps})\n"])


def _cases(asked: Sequence[Asked], shapes: Shapes) -> str:
    names = letters(shapes)
    draws = "\n".join(f'            "{name}": {one.drawn},' for name, one in shapes.items())
    cases = zip(("first", "second", "third", "fourth"), sizes(len(names)), strict=False)
    yields = "\n".join(
        f'    yield Inputs("{word}", _drawn({", ".join(map(str, lengths))}){_case_options(place)})'
        for place, (word, lengths) in enumerate(cases)
    )
    table = ", ".join(f'"{one.name}": inputs' for one in asked)
    text = inspect.cleandoc(_CASES).format(
        lengths=", ".join(names), draws=draws, yields=yields, table=table
    )
    return f"{text}\n"


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


def _document(name: str, asked: Sequence[Asked], shapes: Shapes) -> str:
    points = itertools.chain(*([share] for share in _shares(len(asked))))
    steps = "".join(_step(one, part) for one in asked for part in one.parts)
    questions = "".join(_question(one, next(points), shapes) for one in asked)
    return _DOCUMENT.format(name=name, steps=steps, questions=questions)


def _shares(count: int) -> list[int]:
    return [_POINTS // count + (place < _POINTS % count) for place in range(count)]


def _step(one: Asked, part: Part) -> str:
    given = ", ".join(map(_latex, one.parameters))
    place = "" if part.key is None else f"_{{{_latex(str(part.key))}}}"
    formula = f"{_latex(part.step)} = {_latex(one.code_name)}({given}){place}"
    return f"  - {{id: {part.step}, title: {part.step}, formula: '{formula}'}}\n"


def _question(one: Asked, points: int, shapes: Shapes) -> str:
    kinds = ", ".join(f"{name}: {shapes[name].kind}" for name in one.parameters)
    lines = [
        f"  - id: {one.name}",
        _what_is_run(one),
        f"    parameters: {{{kinds}}}" if kinds else "    parameters: []",
        f"    asked: What {one.code_name} {'comes to' if one.is_script else 'returns'}.",
        f"    points: {{values: {points}}}",
    ]
    if len(one.parts) > 1 or one.parts[0].key is not None:
        lines += _returns(one)
    else:
        lines += [f"    step: {one.parts[0].step}", f"    title: {one.name}"]
        lines += [f"    formula: '{_latex(one.name)}'"]
    return "\n".join([*lines, ""])


def _what_is_run(one: Asked) -> str:
    if not one.is_script:
        return f"    function: {one.name}"
    last = [part.expression for part in one.parts if part.key is None]
    return f"    call: {'; '.join([*one.statements, *last])}"


def _returns(one: Asked) -> list[str]:
    if one.is_script:
        rows = (
            f'      {part.key}: {{step: {part.step}, then: "{part.expression}"}}'
            for part in one.parts
        )
        return ["    returns:", *rows]
    if isinstance(one.parts[0].key, str):
        return [f"    returns: {{{', '.join(f'{part.key}: {part.step}' for part in one.parts)}}}"]
    return [f"    returns: [{', '.join(part.step for part in one.parts)}]"]


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
