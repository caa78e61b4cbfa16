"""The cases of a question: drawn arguments, with the right answers to them.

Each case draws from a generator of its own, seeded by the suite's seed and by the names of its
question and its own, so adding a case or a question changes no other number.  Public cases are
drawn from a published seed: they are the same in every suite, and say nothing about a secret one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import numpy as np

from grader.assignment.arguments import misfit
from grader.assignment.carrying import CannotCarry, carried
from grader.assignment.folder import Assignment
from grader.assignment.places import failed_at, written_at, yielded_at
from grader.errors import AssignmentError
from grader.inputs import Inputs
from grader.marking.compare import SINGLE, distances
from grader.model import EXAMPLE, Array, Case, Presentation, Question, frozen
from grader.suite.derivatives import derivative_of
from grader.suite.given import given, kinds
from grader.suite.recipe import Recipe, parameters
from grader.suite.traces import Traces
from grader.text.unknown_names import likely_meant, no_such

PUBLISHED_SEED = 0

_WORST_CONDITIONING = 1e9


@dataclass(frozen=True, eq=False)
class CaseBuilder:
    """Draws the cases of one question.

    Parameters
    ----------
    assignment
        With the generator of the question's inputs.
    outline
        The question without cases.
    seed
        The seed of the hidden cases.
    with_hidden
        False for the public cases alone.
    shared
        The question of another suite, whose cases are taken where the seed makes no difference.
    places
        Where each case is written, by its name.
    """

    assignment: Assignment
    outline: Question
    seed: int
    with_hidden: bool
    shared: Question | None = None
    places: dict[str, str] = field(default_factory=dict)

    def cases(self) -> tuple[Case, ...]:
        """Return the cases with their right answers; public ones as they are in ``shared``."""
        cases: dict[str, Case] = {}
        for inputs in self._inputs():
            if not (self.with_hidden or is_public(inputs)):
                continue
            self._check(inputs)
            id = self._id(inputs)
            if any(case.id == id for case in cases.values()):
                raise self._problem(inputs, f"two cases have the id '{id}'")
            shown = self._shared.get(id) if is_public(inputs) else None
            cases[inputs.name] = shown or self._case(inputs, cases)
        return self._conditioned(tuple(cases.values()))

    def _check(self, inputs: Inputs) -> None:
        """Refuse words that nothing has: such a case would silently count for nothing."""
        checks = [*(check.id for check in self.outline.checks), EXAMPLE]
        if inputs.check not in checks:
            raise self._problem(inputs, no_such("the question has no check", inputs.check, checks))
        if inputs.presentation not in get_args(Presentation):
            what = "there is no presentation"
            raise self._problem(inputs, no_such(what, inputs.presentation, get_args(Presentation)))

    @functools.cached_property
    def _shared(self) -> dict[str, Case]:
        return {case.id: case for case in self.shared.cases} if self.shared else {}

    def _is_shared(self, case: Case) -> bool:
        return self._shared.get(case.id) is case

    def _inputs(self) -> Iterable[Inputs]:
        generator = self.assignment.cases[self.outline.call]
        try:
            cases = generator()
            for inputs in cases:
                self.places[inputs.name] = yielded_at(cases) or written_at(generator)
                yield inputs
        except AssignmentError:
            raise
        except Exception as error:
            at = failed_at(error, self.assignment.folder) or written_at(generator)
            text = f"{at}: cases of {self.outline.call}: {error_text(error)}"
            raise AssignmentError(str(self.assignment.folder), [text]) from error

    def _case(self, inputs: Inputs, earlier: Mapping[str, Case]) -> Case:
        if inputs.again:
            return self._repeated(inputs, earlier)
        try:
            arguments = self._arguments(inputs)
            old = self._shared.get(self._id(inputs))
            if old and all(map(_identical, arguments, old.arguments)):
                return old  # nothing here is drawn
            expected = self._expected(arguments)
        except AssignmentError:
            raise
        except Exception as error:
            at = failed_at(error, self.assignment.folder)
            raise self._problem(inputs, error_text(error), at) from error
        return Case(
            id=self._id(inputs),
            name=self.assignment.case_names.get(inputs.name, inputs.name),
            check=inputs.check,
            hidden=not is_public(inputs),
            arguments=arguments,
            expected=frozen(expected),
            presentation=inputs.presentation,
            trace=self._trace(arguments) if inputs.check == EXAMPLE else {},
        )

    def _repeated(self, inputs: Inputs, earlier: Mapping[str, Case]) -> Case:
        if inputs.again not in earlier:
            raise self._problem(inputs, no_such("there is no earlier case", inputs.again, earlier))
        first = earlier[inputs.again]
        return replace(
            first,
            id=self._id(inputs),
            name=self.assignment.case_names.get(inputs.name, inputs.name),
            check=inputs.check,
            hidden=not inputs.public,
            repeats=first.id,
        )

    def _arguments(self, inputs: Inputs) -> tuple[Array, ...]:
        assert inputs.draw is not None
        seed = PUBLISHED_SEED if is_public(inputs) else self.seed
        name = f"{self.outline.call}/{inputs.name}".encode()
        drawn = inputs.draw(np.random.default_rng([seed, *name]))
        arrays = tuple(self._argument(inputs, name, drawn) for name in self.outline.parameters)
        why = misfit(self.outline.arguments, arrays)
        if why:
            raise self._problem(inputs, why, written_at(inputs.draw))
        return arrays

    def _argument(self, inputs: Inputs, name: str, drawn: Mapping[str, Any]) -> Array:
        recipe = self.assignment.recipe
        missing = _undrawn(recipe, name, drawn)
        if missing:
            raise self._problem(inputs, missing, written_at(inputs.draw))
        kind = dict(zip(self.outline.parameters, kinds(self.outline), strict=False)).get(name, "")
        try:
            return carried(kind, recipe.value(name, drawn))
        except CannotCarry as why:
            place = written_at(inputs.draw)
            raise self._problem(inputs, f"the argument '{name}' {why}", place) from why

    def _conditioned(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """Return the cases with their conditioning: the error of single precision over its eps."""
        known = {case.id: case.conditioning for case in cases if self._is_shared(case)}
        new = [case for case in cases if not self._is_shared(case)]
        first = [case for case in new if not case.repeats]
        single = [self._in_single_precision(case.arguments) for case in first]
        expected = [case.expected for case in first]
        elementwise = self.outline.tolerance.elementwise
        with np.errstate(all="ignore"):
            lost = distances(single, expected, elementwise=elementwise)
        factors = np.clip(lost / SINGLE, 1.0, _WORST_CONDITIONING)
        known |= zip((case.id for case in first), factors.tolist(), strict=True)
        factor = {case.id: known[case.repeats or case.id] for case in new}
        return tuple(
            replace(case, conditioning=factor[case.id]) if case.id in factor else case
            for case in cases
        )

    def _in_single_precision(self, arguments: Sequence[Array]) -> Array:
        narrow = [np.asarray(a, np.float32) if a.dtype.kind == "f" else a for a in arguments]
        quantities = given(self.outline, narrow)
        with np.errstate(all="ignore"):
            return np.asarray(self.assignment.recipe.value(self.outline.step, quantities))

    def _expected(self, arguments: Sequence[Array]) -> Array:
        value = self.assignment.recipe.value(self.outline.step, given(self.outline, arguments))
        if not isinstance(value, np.ndarray | np.generic | float | int):
            raise TypeError(
                f"step '{self.outline.step}' gives a {type(value).__name__}; a function is asked"
                " for one array of numbers"
            )
        return np.asarray(value, np.float64)

    def _trace(self, arguments: Sequence[Array]) -> dict[str, Array]:
        (trace,) = Traces(self.assignment.recipe, self.outline, [{}]).on(arguments)
        return trace

    def _id(self, inputs: Inputs) -> str:
        return f"{self.outline.id}.{_slug(inputs.name)}"

    def _problem(self, inputs: Inputs, text: str, at: str = "") -> AssignmentError:
        """Return the problem of a case: the same for all parts of a call."""
        at = at or self.places[inputs.name]
        place = f"{at}: case '{inputs.name}' of {self.outline.call}"
        return AssignmentError(str(self.assignment.folder), [f"{place}: {text}"])


def _undrawn(recipe: Recipe, wanted: str, drawn: Mapping[str, Any]) -> str:
    """Return what an argument needs and nothing draws, or nothing."""
    if wanted not in drawn and wanted not in recipe.steps and derivative_of(wanted) is None:
        return no_such("nothing draws", wanted, drawn)
    for step in recipe.needed(wanted, frozenset(drawn)):
        for needed in parameters(recipe.steps[step]):
            if needed not in drawn and needed not in recipe.steps:
                why = f"nothing draws '{needed}', which step '{step}' needs for '{wanted}'"
                return why + likely_meant(needed, drawn)
    return ""


def is_public(inputs: Inputs) -> bool:
    """Return True where students may see the case."""
    return inputs.public or inputs.check == EXAMPLE


def _identical(one: Array, other: Array) -> bool:
    return (
        one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    )


@functools.lru_cache(maxsize=1024)
def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def error_text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
