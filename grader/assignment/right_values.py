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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader.assignment.distractors import relevant_mistakes
from grader.assignment.folder import Assignment
from grader.locating.vocabulary import stacked
from grader.model import Array, Case, Question, RightValues, Submission
from grader.sandbox.inside.arguments import formed
from grader.sandbox.inside.recording import Recorder, small_array
from grader.sandbox.inside.rewriting import BEFORE, NAME, RECORD, Span
from grader.sandbox.inside.scripts import ScriptRun
from grader.sandbox.plan import forms
from grader.suite.traces import Traces

_MODULE = "_right_variant"

_Value = tuple[tuple[int, ...], bytes]
"""The shape of an array, and its entries as doubles."""

_Call = Callable[[Question, Sequence[Array]], Iterable[_Value]]
"""Calls the function of a variant to a question, and returns the different values that come up."""
_CLEARED = {"empty": np.zeros, "empty_like": np.zeros_like}
"""The functions of numpy that leave in a new array what was there, with others in their place."""

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
    silent = contextlib.redirect_stdout(io.StringIO())
    with np.errstate(all="ignore"), silent, _cleared_memory():
        calls = [call for call in map(_recorded, assignment.variants) if call]
        return {
            case.id: RightValues(_stacks(question, case, calls, steps), steps, dict(mistakes))
            for question in questions
            for case, steps, mistakes in _traced(assignment, question)
        }


@contextlib.contextmanager
def _cleared_memory() -> Iterator[None]:
    """Have new arrays hold zeros: what else is in memory would be another thing in each build."""
    names = vars(np)
    own = {name: names[name] for name in _CLEARED}
    names.update(_CLEARED)
    try:
        yield
    finally:
        names.update(own)


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
    # Variants come past the same values over and over.
    seen = dict.fromkeys(value for call in calls for value in call(question, case.arguments))
    return stacked([*case.arguments, *steps.values(), *map(_array, seen)])


def _array(value: _Value) -> Array:
    shape, entries = value
    return np.frombuffer(entries).reshape(shape)


class _Identities:
    """Stands in place of ``id``, whose numbers are others in each process."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, Any]] = {}

    def number(self, value: Any) -> int:
        """Return a number that only this object has; the object is kept so that it stays so."""
        return self._seen.setdefault(id(value), (len(self._seen), value))[0]


class _ValueRecorder(Recorder):
    """Keeps the different values; the instructor's own code needs no reading of hostile records."""

    def _forget(self) -> None:
        super()._forget()
        self.values: dict[_Value, None] = {}

    def _add(self, place: Span, value: Any) -> None:
        self._count += 1
        if place.kind not in (NAME, BEFORE):  # other values are recorded where they come from
            array = small_array(value)
            if array is not None:
                self.values.setdefault((array.shape, array.tobytes()))


def _recorded(variant: Submission) -> _Call | None:
    """Return a way to call the variant's functions, or None where it does not load."""
    recorder = _ValueRecorder()
    module = ModuleType(_MODULE)
    module.__dict__["__builtins__"] = {
        **vars(builtins),
        RECORD: recorder.record,
        id.__name__: _Identities().number,
    }
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
    recorder: _ValueRecorder,
    namespace: dict[str, Any],
    question: Question,
    arrays: Sequence[Array],
) -> Iterable[_Value]:
    given = formed([np.array(array) for array in arrays], forms(question))
    recorder.start(given)
    returned = None
    with contextlib.suppress(Exception):
        returned = _answer(namespace, question, given)
    values = recorder.values
    recorder.finish(returned)
    return values


def _answer(namespace: dict[str, Any], question: Question, arguments: Sequence[Any]) -> Any:
    """Call the function of a question, or run its script.  Raises whatever the variant raises."""
    if question.script is None:
        return namespace[question.function](*arguments)
    run = ScriptRun.of(question.script.code, namespace, question.argument_names, arguments)
    return run.value(question.result)
