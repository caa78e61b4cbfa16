"""Worked examples: a small case step by step, with the mistake's values beside the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from grader.model import (
    Argument,
    Array,
    Case,
    Distractor,
    Outcome,
    Raised,
    Returned,
    Step,
    Suite,
    Verdict,
)
from grader.report import numbers
from grader.report.pages import Example, ExampleRow, RowKind
from grader.report.question_view import QuestionView, examples_by_mistake, size
from grader.report.words import Words
from grader.sandbox.inside.arguments import ARRAYS, DICT, ONE, WHOLE
from grader.text.clean import one_line

_NO_FORMULA = Markup("")


def of_mistake(
    suite: Suite, view: QuestionView, mistake: str, words: Words, *, notebook: bool = False
) -> Example | None:
    """Return the smallest visible example that reveals a mistake, or None.

    The last row is the student's own answer.
    """
    found = (
        (*view.judged_cases[place], wrong)
        for place, wrong in examples_by_mistake(view.question).get(mistake, ())
    )
    shown = (one for one in found if one[0] in view.visible and not one[1].right)
    case, verdict, wrong = next(shown, (None, None, None))
    if case is None or verdict is None or wrong is None:
        return None
    worked = _worked(suite.steps, _call(suite, view, notebook), case, wrong, words)
    diagnosis = view.graded.diagnosis
    if diagnosis is None or len(diagnosis.misconceptions) > 1:
        title = words(
            "example.title_of", case=case.name, mistake=suite.misconception(mistake).title
        )
        if wrong.value is not None:
            return replace(worked, title=title)
        worked = replace(worked, title=title)
    return replace(worked, rows=(*worked.rows, _own(case, verdict, words)))


def of_unknown(
    suite: Suite, view: QuestionView, words: Words, *, notebook: bool = False
) -> Example | None:
    """Return the smallest visible example that the student got wrong, or None.

    It shows the right value of every step; the last row is the student's own answer.
    """
    found = [(c, v) for c, v in view.visible_cases if c.example and not v.right]
    if not found:
        return None
    case, verdict = min(found, key=lambda one: size(one[0]))
    worked = _worked(suite.steps, _call(suite, view, notebook), case, None, words)
    return replace(worked, rows=(*worked.rows, _own(case, verdict, words)))


class _ExampleCall(NamedTuple):
    """A call of the student's function, with what takes the part out of what it returns.

    ``module`` is empty if nothing need be imported.
    """

    module: str
    function: str
    parameters: tuple[str, ...]
    arguments: tuple[Argument, ...]
    subscript: str


def _call(suite: Suite, view: QuestionView, notebook: bool) -> _ExampleCall:
    question = view.question
    module = "" if notebook else suite.module
    return _ExampleCall(
        module,
        question.function,
        question.parameters,
        question.arguments,
        question.subscript,
    )


# The key leaves the suite out: students with per-student suites share these examples.
@lru_cache(maxsize=512)
def _worked(
    steps: tuple[Step, ...], call: _ExampleCall, case: Case, wrong: Distractor | None, words: Words
) -> Example:
    """Build the example without the student's answer; everybody shares it."""
    rows = _rows(steps, case, wrong, words)
    given = zip(call.parameters, case.arguments, strict=True)
    parted = any(row.kind == "first" for row in rows)
    return Example(
        title=words("example.title", case=case.name),
        given=tuple((name, numbers.array(value)) for name, value in given),
        columns=(
            words("example.step"),
            words("example.right"),
            words("example.with_mistake" if parted else "example.yours"),
        ),
        rows=rows,
        run=_run(call, case),
    )


def _run(call: _ExampleCall, case: Case) -> str:
    """Return Python code that repeats the call."""
    arguments = ", ".join(_written(call.arguments, case.arguments))
    module = call.module.removesuffix(".py")
    found = f"from {module} import {call.function}\n" if module else ""
    return f"import numpy as np\n{found}print({call.function}({arguments}){call.subscript})"


def _written(arguments: Sequence[Argument], arrays: Sequence[Array]) -> Iterator[str]:
    """Yield the arguments of a call, written in Python."""
    if not arguments:
        yield from map(_array, arrays)
    left = iter(arrays)
    for argument in arguments:
        held = [next(left) for _ in argument.keys]
        if argument.kind == DICT:
            pairs = zip(argument.keys, held, strict=True)
            yield "{" + ", ".join(f"{key!r}: {_array(one)}" for key, one in pairs) + "}"
        elif argument.kind == ARRAYS:
            yield "[" + ", ".join(map(_array, held)) + "]"
        else:
            yield _array(*held) if argument.kind == WHOLE else repr(ONE[argument.kind](*held))


def _array(array: Array) -> str:
    return f"np.array({array.tolist()})"


def _rows(
    steps: Sequence[Step], case: Case, wrong: Distractor | None, words: Words
) -> tuple[ExampleRow, ...]:
    changed = wrong.trace if wrong else {}
    first = next((step for step in case.trace if step in changed), "")
    parts, same = words("example.first"), words("example.same") if changed else ""
    return tuple(
        _row(steps, step, value, changed.get(step), parts if step == first else "", same)
        for step, value in case.trace.items()
    )


def _row(
    steps: Sequence[Step], id: str, value: Array, wrong: Array | None, words: str, same: str
) -> ExampleRow:
    step = next((step for step in steps if step.id == id), None)
    kind: RowKind = "same" if wrong is None else "first" if words else "later"
    return ExampleRow(
        kind=kind,
        title=step.title if step else id,
        formula=Markup(step.formula.mathml) if step else _NO_FORMULA,
        right=numbers.array(value),
        wrong=same if wrong is None else numbers.array(wrong),
        words=words,
    )


def _own(case: Case, verdict: Verdict, words: Words) -> ExampleRow:
    right = numbers.array(case.expected)
    answer = _answer(verdict.observation.outcome, words)
    return ExampleRow("own", words("example.own"), _NO_FORMULA, right, answer, "")


def _answer(outcome: Outcome, words: Words) -> str:
    match outcome:
        case Returned(value=value):
            return numbers.array(numbers.plain(value))
        case Raised(error=error):
            return words("example.raised", error=one_line(error, characters=60))
    return words("example.nothing")
