"""Tell which of several mistakes was made, where the answers fit each of them.

Every mistake predicts what each step of the recipe comes to.  Where the predictions for a step
differ, the last value on the way to the answer that is one of them tells which mistakes that step
speaks for.  A mistake is certain where all steps that are seen speak for it, and for no other, and
the answer and each step that it changes are seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from grader.locating.flow import Flow
from grader.locating.vocabulary import NEAR, comparable, is_near, is_trivial
from grader.model import Array, Case, Diagnosis, Grade, Question, Suite
from grader.suite.program import Formulas, WrongLines, load_program
from grader.suite.traces import Traces

Steps = Mapping[str, Array]
"""The values of steps, by step."""

_NOWHERE = -1


def mistakes_made(
    suite: Suite, grade: Grade, flows: Mapping[str, Flow]
) -> Mapping[str, tuple[str, ...]]:
    """Return which of several mistakes were made, by question, where all recorded calls agree.

    ``flows`` are the recorded calls by the id of the case.
    """
    if suite.program is None:
        return {}
    made = {}
    for graded in grade.questions:
        if graded.diagnosis and graded.diagnosis.alternatives:
            question = suite.question(graded.question)
            alternatives = Alternatives(load_program(suite.program), question, graded.diagnosis)
            cases = [case for case in question.cases if case.id in flows]
            shown = {alternatives.made(case, flows[case.id]) for case in cases} - {None}
            if len(shown) == 1:
                made[graded.question] = shown.pop()
    return {question: ids for question, ids in made.items() if ids}


class Alternatives:
    """The sets of mistakes that explain the answers to a question equally well.

    Parameters
    ----------
    formulas
        The recipe and the known mistakes.
    question
        The question.
    diagnosis
        What explains its answers.
    """

    def __init__(self, formulas: Formulas, question: Question, diagnosis: Diagnosis) -> None:
        self._answer = question.step
        self._sets = diagnosis.alternatives
        lines = [_lines(formulas, (*diagnosis.misconceptions, *ids)) for ids in ((), *self._sets)]
        self._traces = Traces(formulas.recipe, question, lines)
        self._changed = [_lines(formulas, ids).keys() for ids in self._sets]

    def made(self, case: Case, flow: Flow) -> tuple[str, ...] | None:
        """Return the set that the values of a call show.

        It is empty where they contradict each set, and None where they leave the question open.
        """
        traces = [
            {step: comparable(np.squeeze(value)) for step, value in trace.items()}
            for trace in self._traces.on(case.arguments)
        ]
        spoken_for = _spoken_for(traces, flow) if all(traces) else {}
        left = set(range(len(traces))).intersection(*spoken_for.values())
        if len(left) > 1:
            return None
        number = min(left, default=0) - 1  # the first trace is without any of the sets
        if number < 0:
            return ()
        needed = {self._answer, *self._changed[number]}
        return self._sets[number] if needed <= spoken_for.keys() else None


def _lines(formulas: Formulas, mistakes: Iterable[str]) -> WrongLines:
    return {step: line for id in mistakes for step, line in formulas.mistakes[id].items()}


def _spoken_for(traces: Sequence[Steps], flow: Flow) -> Mapping[str, set[int]]:
    """Return for each step that is seen the numbers of the traces that predict its value."""
    values = _Values(flow)
    found = {}
    for step in traces[0]:
        places = [_last(trace[step], step, traces, values) for trace in traces]
        last = max(places)
        if last != _NOWHERE:
            seen = traces[places.index(last)][step]
            found[step] = {n for n, trace in enumerate(traces) if is_near(trace[step], seen)}
    return found


def _last(value: Array, step: str, traces: Sequence[Steps], values: _Values) -> int:
    """Return the number of the record where a step's value came up last.

    A value says nothing if another step may have it, too.  In a loop it comes up by its entries,
    of which one at least must be nothing that those who predict another value come past.
    """
    elsewhere = [other for trace in traces for name, other in trace.items() if name != step]
    if is_trivial(value) or any(is_near(value, other) for other in elsewhere):
        return _NOWHERE
    whole = values.last(value)
    if whole != _NOWHERE or value.size < 2:
        return whole
    rivals = [trace for trace in traces if not is_near(value, trace[step])]
    taken = [np.zeros(0), *(np.ravel(other) for trace in rivals for other in trace.values())]
    gaps = np.abs(np.subtract.outer(np.ravel(value), np.concatenate(taken)))
    has_own_entry = np.any(np.all(gaps > NEAR * np.max(np.abs(value)), axis=1))
    return values.last_of_entries(value) if has_own_entry else _NOWHERE


class _Values:
    """The values on the way to the answer, without axes of length 1, one stack a shape."""

    def __init__(self, flow: Flow) -> None:
        by_shape: dict[tuple[int, ...], list[tuple[int, Array]]] = defaultdict(list)
        for number in flow.leading_to_answer():
            value = flow.records[number].value
            if value is not None:
                array = comparable(np.squeeze(value))
                by_shape[array.shape].append((number, array))
        self._stacks = {
            shape: ([number for number, _ in pairs], np.stack([value for _, value in pairs]))
            for shape, pairs in by_shape.items()
        }

    def last_of_entries(self, value: Array) -> int:
        """Return the number of the last record of an entry, if each entry came up by itself."""
        places = [self.last(np.asarray(entry)) for entry in value.flat]
        return _NOWHERE if _NOWHERE in places else max(places)

    def last(self, value: Array) -> int:
        """Return the number of the record where this array came up last."""
        if value.shape not in self._stacks:
            return _NOWHERE
        numbers, stack = self._stacks[value.shape]
        size = np.max(np.abs(value), initial=0.0)
        off = np.abs(stack - value).reshape(len(numbers), -1)
        near = np.flatnonzero(np.all(off <= NEAR * size, axis=1))
        return numbers[near[-1]] if near.size else _NOWHERE
