"""Assignment to Suite: the cases, the right answers, and what every known mistake answers.

Each case draws from a generator of its own, seeded by the suite's seed and by the names of its
question and its own, so adding a case or a question changes no other number.  Public cases are
drawn from a published seed: they are the same in every suite, and say nothing about a secret one.
"""

from __future__ import annotations

import itertools
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from grader.assignment import Assignment
from grader.compare import distance
from grader.errors import AssignmentError
from grader.fingerprint import Fingerprint, Prints, fingerprint
from grader.inputs import Inputs
from grader.model import (
    EXAMPLE,
    Array,
    Case,
    Distractor,
    PairTable,
    Question,
    Suite,
    frozen,
)
from grader.recipe import StepFunction, Variations

_PUBLISHED_SEED = 0

_SAME = 1e-9
"""Below this relative distance from the right answer a wrong line makes no difference."""

_WORST_CONDITIONING = 1e9

WrongLines = Mapping[str, StepFunction]
Answer = Array | str
"""What a formula gives: an array, or the name of the exception that it runs into."""


def build(assignment: Assignment, seed: int | None = None) -> Suite:
    """The suite of an assignment; without a seed, of a fresh secret one.

    Raises AssignmentError that names the case a generator or the reference fails on.
    """
    seed = secrets.randbits(128) if seed is None else seed
    return replace(assignment.outline, questions=_questions(assignment, seed, True), seed=seed)


def build_public(assignment: Assignment) -> Suite:
    """What a student may hold, as ``suitefile.public`` makes it from any suite, and faster.

    Raises AssignmentError as ``build`` does.
    """
    questions = _questions(assignment, _PUBLISHED_SEED, False)
    return replace(assignment.outline, questions=questions, source="")


def _questions(assignment: Assignment, seed: int, with_hidden: bool) -> tuple[Question, ...]:
    return tuple(
        _QuestionBuilder(assignment, outline, seed, with_hidden).question()
        for outline in assignment.outline.questions
    )


@dataclass(frozen=True, eq=False)
class _QuestionBuilder:
    assignment: Assignment
    outline: Question
    seed: int
    with_hidden: bool
    variations: dict[str, Variations] = field(default_factory=dict)

    def question(self) -> Question:
        cases: dict[str, Case] = {}
        for inputs in self._inputs():
            if not (self.with_hidden or _shown(inputs)):
                continue
            if any(case.id == self._id(inputs) for case in cases.values()):
                raise self._problem(inputs, f"two cases have the id '{self._id(inputs)}'")
            cases[inputs.name] = self._case(inputs, cases)
        all = tuple(cases.values())
        checks = self.outline.checks if self.with_hidden else self.outline.checks_of(all)
        return replace(self.outline, checks=checks, cases=all, pairs=_pair_table(self, all))

    def _inputs(self) -> Iterable[Inputs]:
        try:
            yield from self.assignment.cases[self.outline.id]()
        except Exception as error:
            raise AssignmentError(
                str(self.assignment.folder), [f"cases of {self.outline.id}: {_said(error)}"]
            ) from error

    def _case(self, inputs: Inputs, earlier: Mapping[str, Case]) -> Case:
        if inputs.again:
            return self._repeated(inputs, earlier)
        try:
            arguments = self._arguments(inputs)
            expected = self._right(arguments)
        except Exception as error:
            raise self._problem(inputs, _said(error)) from error
        case = Case(
            id=self._id(inputs),
            name=inputs.name,
            check=inputs.check,
            hidden=not _shown(inputs),
            arguments=arguments,
            expected=frozen(expected),
            presentation=inputs.presentation,
            conditioning=self._conditioning(arguments, expected),
            trace=self._trace(arguments) if inputs.check == EXAMPLE else {},
        )
        return replace(case, distractors=tuple(self._distractors(case)))

    def _repeated(self, inputs: Inputs, earlier: Mapping[str, Case]) -> Case:
        if inputs.again not in earlier:
            raise self._problem(inputs, f"there is no earlier case '{inputs.again}'")
        first = earlier[inputs.again]
        return replace(
            first,
            id=self._id(inputs),
            name=inputs.name,
            check=inputs.check,
            hidden=not inputs.public,
            repeats=first.id,
        )

    def _arguments(self, inputs: Inputs) -> tuple[Array, ...]:
        assert inputs.draw is not None
        seed = _PUBLISHED_SEED if _shown(inputs) else self.seed
        name = f"{self.outline.id}/{inputs.name}".encode()
        drawn = inputs.draw(np.random.default_rng([seed, *name]))
        recipe = self.assignment.recipe
        return tuple(frozen(recipe.value(p, drawn)) for p in self.outline.parameters)

    def _conditioning(self, arguments: Sequence[Array], expected: Array) -> float:
        """How much more single precision errs here than its own rounding error."""
        narrow = [np.asarray(a, np.float32) if a.dtype.kind == "f" else a for a in arguments]
        with np.errstate(all="ignore"):
            given = dict(zip(self.outline.parameters, narrow, strict=True))
            single = np.asarray(self.assignment.recipe.value(self.outline.step, given))
            elementwise = self.outline.tolerance.elementwise
            lost = distance(single, expected, elementwise=elementwise)
        return min(max(lost / float(np.finfo(np.float32).eps), 1.0), _WORST_CONDITIONING)

    def _right(self, arguments: Sequence[Array]) -> Array:
        given = dict(zip(self.outline.parameters, arguments, strict=True))
        return np.asarray(self.assignment.recipe.value(self.outline.step, given), np.float64)

    def answer(self, case: Case, wrong: WrongLines) -> Answer:
        """What the recipe with these wrong lines answers."""
        if case.id not in self.variations:
            given = {
                name: present(value, case.presentation)
                for name, value in zip(self.outline.parameters, case.arguments, strict=True)
            }
            self.variations[case.id] = Variations(self.assignment.recipe, given)
        try:
            with np.errstate(all="ignore"):
                answer = self.variations[case.id].value(self.outline.step, wrong)
            return frozen(np.asarray(answer, np.float64))
        except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
            return type(error).__name__

    def touching(self) -> dict[str, WrongLines]:
        """The misconceptions that replace a step on the way to this question's answer."""
        given = frozenset(self.outline.parameters)
        needed = self.assignment.recipe.needed(self.outline.step, given)
        return {
            id: wrong
            for known in self.assignment.outline.misconceptions
            for id, wrong in [(known.id, self.assignment.mistakes[known.id])]
            if needed & set(wrong)
        }

    def _distractors(self, case: Case) -> Iterable[Distractor]:
        for id, wrong in self.touching().items():
            answer = self.answer(case, wrong)
            if isinstance(answer, str):
                yield Distractor(id, None, raised=answer)
            elif not _equal(answer, case.expected):
                trace = self._changes(case, wrong) if case.example else {}
                yield Distractor(id, answer, trace=trace)

    def _trace(
        self, arguments: Sequence[Array], wrong: WrongLines | None = None
    ) -> dict[str, Array]:
        """Every step on the way to the answer, in the order of the recipe."""
        given = dict(zip(self.outline.parameters, arguments, strict=True))
        recipe = self.assignment.recipe
        needed = recipe.needed(self.outline.step, frozenset(given))
        with np.errstate(all="ignore"):
            return {
                step: frozen(np.asarray(recipe.value(step, given, wrong), np.float64))
                for step in recipe.steps
                if step in needed
            }

    def _changes(self, case: Case, wrong: WrongLines) -> dict[str, Array]:
        try:
            trace = self._trace(case.arguments, wrong)
        except Exception:  # noqa: BLE001 - a step that the answer does not need may fail
            return {}
        return {step: value for step, value in trace.items() if not _equal(value, case.trace[step])}

    def _id(self, inputs: Inputs) -> str:
        return f"{self.outline.id}.{_slug(inputs.name)}"

    def _problem(self, inputs: Inputs, text: str) -> AssignmentError:
        place = f"case '{inputs.name}' of {self.outline.id}"
        return AssignmentError(str(self.assignment.folder), [f"{place}: {text}"])


def _shown(inputs: Inputs) -> bool:
    """Whether students may see this case."""
    return inputs.public or inputs.check == EXAMPLE


def present(array: Array, presentation: str) -> Array:
    """A copy of the array as a case wants it to lie in memory."""
    if presentation == "strided":
        wide = np.repeat(array, 2, axis=-1)
        view: Array = wide[..., ::2]
    else:
        view = array.copy()
    view.setflags(write=presentation != "read-only")
    return view


def _pair_table(builder: _QuestionBuilder, cases: Sequence[Case]) -> PairTable:
    """What every two mistakes in different steps answer together.

    Pairs that answer right, or as one mistake alone does, are left out: they cannot be seen.
    """
    ids = [case.id for case in cases]
    singles = builder.touching()
    alone = [fingerprint(ids, [case.expected for case in cases])]
    alone += [fingerprint(ids, _answers(builder, cases, wrong)) for wrong in singles.values()]
    pairs, prints = [], []
    for (one, first), (other, second) in itertools.combinations(singles.items(), 2):
        if not set(first) & set(second):
            pairs.append((one, other))
            prints.append(fingerprint(ids, _answers(builder, cases, {**first, **second})))
    seen = Prints.of(alone, len(ids))
    new = [i for i, one in enumerate(prints) if not seen.alike(one, _SAME).any()]
    return _table([pairs[i] for i in new], [prints[i] for i in new], len(ids))


def _answers(builder: _QuestionBuilder, cases: Sequence[Case], wrong: WrongLines) -> list[Answer]:
    return [builder.answer(case, wrong) for case in cases]


def _table(
    pairs: Sequence[tuple[str, str]], prints: Sequence[Fingerprint], cases: int
) -> PairTable:
    table = Prints.of(prints, cases)
    return PairTable(
        tuple(pairs),
        frozen(table.kinds.astype(np.int16)),
        frozen(table.projections),
        tuple(table.vocabulary),
    )


def _equal(value: Array, expected: Array) -> bool:
    return value.shape == expected.shape and distance(value, expected) <= _SAME


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
