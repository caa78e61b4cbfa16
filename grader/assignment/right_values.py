"""What right programs come past: the values of the expressions of all right variants.

The variants are the instructor's own code; they run here, in this process, as the recipe does.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import io
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader.assignment.distractors import relevant_mistakes
from grader.assignment.folder import Assignment
from grader.locating.records import records_of
from grader.locating.vocabulary import stacked
from grader.model import Array, Case, Question, Returned, RightValues, Submission
from grader.sandbox.inside.arguments import formed
from grader.sandbox.inside.recording import Recorder
from grader.sandbox.inside.rewriting import BEFORE, NAME, RECORD
from grader.sandbox.plan import forms
from grader.suite.traces import Traces

_MODULE = "_right_variant"

_Call = Callable[[Question, Sequence[Array]], Sequence[Array]]
"""Calls the function of a variant to a question, and returns all values that come up."""


_KNOWN: weakref.WeakKeyDictionary[Assignment, Mapping[str, RightValues]] = (
    weakref.WeakKeyDictionary()
)


def right_values(
    assignment: Assignment, questions: Sequence[Question]
) -> Mapping[str, RightValues]:
    """Return what right programs come past in the shown cases, by the id of the case.

    Shown cases are the same in every suite of an assignment, so this is found out once.
    """
    if assignment not in _KNOWN:
        _KNOWN[assignment] = _right_values(assignment, questions)
    return _KNOWN[assignment]


def _right_values(
    assignment: Assignment, questions: Sequence[Question]
) -> Mapping[str, RightValues]:
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        calls = [call for call in map(_recorded, assignment.variants) if call]
        return {
            case.id: RightValues(_stacks(question, case, calls, steps), steps, dict(mistakes))
            for question in questions
            for case, steps, mistakes in _traced(assignment, question)
        }


def _traced(
    assignment: Assignment, question: Question
) -> Iterator[tuple[Case, Mapping[str, Array], Iterator[tuple[str, Mapping[str, Array]]]]]:
    """Yield each shown case with its right steps and with the steps that mistakes change."""
    recipe = assignment.recipe
    known = {one.id: assignment.mistakes[one.id] for one in assignment.outline.misconceptions}
    singles = relevant_mistakes(recipe, question, known)
    traces = Traces(recipe, question, [{}, *singles.values()])
    for case in question.cases:
        if not (case.hidden or case.of_form):
            right, *wrong = traces.on(case.arguments)
            yield case, right, _changed(dict(zip(singles, wrong, strict=True)), singles)


def _changed(
    traces: Mapping[str, Mapping[str, Array]], lines: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Array]]]:
    for id, trace in traces.items():
        changed = {step: trace[step] for step in lines[id] if step in trace}
        if changed:
            yield id, changed


def _stacks(
    question: Question, case: Case, calls: Sequence[_Call], steps: Mapping[str, Array]
) -> tuple[Array, ...]:
    seen = [*case.arguments, *steps.values()]
    for call in calls:
        seen += call(question, case.arguments)
    return stacked(seen)


def _recorded(variant: Submission) -> _Call | None:
    """Return a way to call the variant's functions, or None where it does not load."""
    recorder = Recorder()
    module = ModuleType(_MODULE)
    module.__dict__["__builtins__"] = {**vars(builtins), RECORD: recorder.record}
    sys.modules[_MODULE] = module  # some of the standard library looks modules up
    try:
        tree = recorder.rewritten(ast.parse(variant.source))
        exec(compile(tree, variant.filename, "exec", dont_inherit=True), vars(module))
    except Exception:  # noqa: BLE001  verifying the assignment tells what is wrong with a variant
        return None
    finally:
        del sys.modules[_MODULE]
    return functools.partial(_values, recorder, vars(module))


def _values(
    recorder: Recorder, namespace: Mapping[str, Any], question: Question, arrays: Sequence[Array]
) -> Sequence[Array]:
    given = formed([np.array(array) for array in arrays], forms(question))
    recorder.start(given)
    returned = None
    with contextlib.suppress(Exception):
        returned = namespace[question.function](*given)
    records = records_of(Returned(recorder.finish(returned)))
    new = [one for one in records if one.place.kind not in (NAME, BEFORE)]
    return [one.value for one in new if one.value is not None]
