"""A small constant in one step: added, or a bound at which one of its arguments is cut off.

Every step's line, and every other right way to the step, is tried with each of its arguments
changed.  The constant is solved for in one public case and must then give all answers.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.marking.compare import distance
from grader.marking.sample import Sample, is_fitting, number
from grader.model import Array, Fit, FitKind, Question
from grader.suite.computation import Failed
from grader.suite.derivatives import has_derivative
from grader.suite.program import Formulas
from grader.suite.recipe import StepFunction, Variations, parameters

_CONSTANT = "_constant_of_a_fit"
"""The name under which the constant is given; no step has it."""

_SIZES = 100.0 ** np.arange(-8, 2)
"""Between two of these sizes the constant is looked for."""

_HALVINGS = (11, 22)
"""Of the bracket on a logarithmic scale: as many show whether a line is worth solving for."""

_WORTH_SOLVING = 0.03
"""Relative distance; after the first halvings the right line is nearer."""

_FEWEST_WRONG = 2
"""Wrong answers, as many as a constant must explain."""

_CHANGES: Mapping[str, tuple[FitKind, Callable[[Any, float], Any]]] = {
    "{0} + {1}": (FitKind.EPSILON, lambda value, constant: value + constant),
    "np.maximum({0}, {1})": (FitKind.BOUND, np.maximum),
    "np.clip({0}, {1}, 1 - {1})": (
        FitKind.BOUND,
        lambda value, constant: np.clip(value, constant, 1 - constant),
    ),
    "np.clip({0}, -{1}, {1})": (
        FitKind.BOUND,
        lambda value, constant: np.clip(value, -constant, constant),
    ),
}


@dataclass(frozen=True)
class _ChangedLine:
    """A line of the recipe with one of its arguments changed by a constant."""

    step: str
    line: StepFunction
    argument: str
    change: str

    @property
    def __signature__(self) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        names = (_CONSTANT, *parameters(self.line))
        return inspect.Signature([inspect.Parameter(name, kind) for name in names])

    def __call__(self, constant: float, *arguments: Any) -> Any:
        given = dict(zip(parameters(self.line), arguments, strict=True))
        _, changed = _CHANGES[self.change]
        return self.line(**{**given, self.argument: changed(given[self.argument], constant)})

    def fit(self, constant: float) -> Fit:
        """Return the change as it is said."""
        changed = self.change.format(self.argument, number(constant))
        names = [changed if name == self.argument else name for name in parameters(self.line)]
        return Fit(f"{self.step}({', '.join(names)})", _CHANGES[self.change][0])


class StepChanges:
    """The changed lines on the way to one question's answer.

    Parameters
    ----------
    formulas
        The recipe and its routes.
    question
        The question.
    others
        The other questions: their steps are seen in their own answers.
    """

    def __init__(
        self, formulas: Formulas, question: Question, others: Iterable[Question] = ()
    ) -> None:
        self._formulas, self._question = formulas, question
        left_out = {other.step for other in others} - {question.step}
        self._lines = tuple(_changed_lines(formulas, question, left_out))
        self._all = _Evaluation(formulas, question, self._lines)

    def fits(self, samples: Sequence[Sample]) -> Iterator[Fit]:
        """Yield the changes of one line that give every answer.

        Parameters
        ----------
        samples
            The answers, a public one of them wrong.
        """
        wrong = [one for one in samples if one.is_wrong]
        if len(wrong) < _FEWEST_WRONG:
            return
        # The constant shows most where the answer is furthest off.
        shown = max((one for one in wrong if one.is_public), key=_offset)
        for line, low, high in self._brackets(shown):
            alone = _Evaluation(self._formulas, self._question, (line,))
            low, high = alone.narrowed(shown, low, high, _HALVINGS[0])
            if distance(alone.value(high, shown), shown.got) > _WORTH_SOLVING:
                continue
            _, constant = alone.narrowed(shown, low, high, _HALVINGS[1])
            if is_fitting(samples, functools.partial(alone.value, constant)):
                yield line.fit(constant)

    def _brackets(self, sample: Sample) -> Iterator[tuple[_ChangedLine, float, float]]:
        """Yield each line with two sizes between which a constant gives the answer."""
        misfits = np.array([self._all.misfits(size, sample) for size in _SIZES])
        crossed = (misfits[:-1] < 0) & (misfits[1:] >= 0)
        for below, line in zip(*np.nonzero(crossed), strict=True):
            yield self._lines[line], float(_SIZES[below]), float(_SIZES[below + 1])


class _Evaluation:
    """The values of a question's answer with each of some changed lines."""

    def __init__(
        self, formulas: Formulas, question: Question, lines: Sequence[_ChangedLine]
    ) -> None:
        self._variations = Variations(formulas.recipe, (*question.parameters, _CONSTANT))
        self._nodes = [self._variations.node(question.step, {line.step: line}) for line in lines]

    def values(self, constant: float, sample: Sample) -> list[Any]:
        """Return the answer with each line, or what stands in its place."""
        outcomes = self._variations.outcomes({**sample.quantities, _CONSTANT: constant})
        return [outcomes[node] for node in self._nodes]

    def value(self, constant: float, sample: Sample) -> Array:
        """Return the answer with the first line, NaN where there is none."""
        return _comparable(self.values(constant, sample)[0], sample)

    def misfits(self, constant: float, sample: Sample) -> list[float]:
        """Return how far past the answer each line is: -1 for the right answer, 0 for this one."""
        way = (sample.got - sample.want).ravel()
        length = float(way @ way)
        return [
            float((_comparable(value, sample) - sample.got).ravel() @ way) / length
            for value in self.values(constant, sample)
        ]

    def narrowed(
        self, sample: Sample, low: float, high: float, halvings: int
    ) -> tuple[float, float]:
        """Return a narrower bracket of the constant with which the first line gives the answer."""
        for _ in range(halvings):
            middle = float(np.sqrt(low * high))
            if self.misfits(middle, sample)[0] < 0:
                low = middle
            else:
                high = middle
        return low, high


def _changed_lines(
    formulas: Formulas, question: Question, left_out: Iterable[str]
) -> Iterator[_ChangedLine]:
    recipe = formulas.recipe
    needed = recipe.needed(question.step, frozenset(question.parameters))
    for step in sorted(needed.difference(left_out)):
        routes = [way for way in formulas.routes.get(step, ()) if not has_derivative(way)]
        for line in (recipe.steps[step], *routes):
            for argument in parameters(line):
                for change in _CHANGES:
                    yield _ChangedLine(step, line, argument, change)


def _comparable(value: Any, sample: Sample) -> Array:
    """Return the value as an array of the answer's shape, NaN where it is none."""
    if isinstance(value, Failed) or np.shape(value) != sample.got.shape:
        return np.full(sample.got.shape, np.nan)
    return np.asarray(value, np.float64)


def _offset(sample: Sample) -> float:
    return distance(sample.got, sample.want)
