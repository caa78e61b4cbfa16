"""Assignment to Suite: the cases, the right answers, and what every known mistake answers.

Each case draws from a generator of its own, seeded by the suite's seed and by the names of its
question and its own, so adding a case or a question changes no other number.  Public cases are
drawn from a published seed: they are the same in every suite, and say nothing about a secret one.
"""

from __future__ import annotations

import functools
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from grader.assignment.answer_table import AnswerTable
from grader.assignment.arguments import misfit
from grader.assignment.automatic import automatic_table
from grader.assignment.consistency import quantities
from grader.assignment.distractors import (
    Answers,
    disjoint_pairs,
    distractors,
    relevant_mistakes,
)
from grader.assignment.folder import Assignment
from grader.assignment.names import no_such
from grader.assignment.right_values import right_values
from grader.errors import AssignmentError
from grader.inputs import Inputs
from grader.marking.compare import SINGLE, distances
from grader.marking.fingerprint import Column, column
from grader.model import (
    EXAMPLE,
    Array,
    Case,
    PairTable,
    Presentation,
    Question,
    Suite,
    frozen,
)
from grader.suite.json_codec import DTYPES
from grader.suite.recipe import parameters
from grader.suite.traces import Answer, Traces

_PUBLISHED_SEED = 0

_WORST_CONDITIONING = 1e9


def build(assignment: Assignment, seed: int | None = None) -> Suite:
    """Build the suite of an assignment.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    seed
        The seed of the hidden cases; None takes a fresh secret one.

    Returns
    -------
    Suite
        With all cases, and what every known mistake answers to them.

    Raises
    ------
    AssignmentError
        A generator or the reference fails; the message names the case.
    """
    seed = secrets.randbits(128) if seed is None else seed
    questions = _questions(assignment, seed, True)
    known = right_values(assignment, questions)
    return replace(assignment.outline, questions=questions, seed=seed, right_values=known)


def build_problems(assignment: Assignment) -> tuple[str, ...]:
    """Return what of an assignment that has problems cannot be built besides.

    Questions without a generator, or about what the recipe does not have, are left out: that is a
    problem already.
    """
    known = quantities(assignment.recipe)
    outlines = [
        question
        for question in assignment.outline.questions
        if question.call in assignment.cases and {question.step, *question.parameters} <= known
    ]
    outline = replace(assignment.outline, questions=tuple(outlines), program=None)
    try:
        _questions(replace(assignment, outline=outline, mistakes={}), _PUBLISHED_SEED, True)
    except AssignmentError as error:
        return error.problems
    return ()


def build_public(assignment: Assignment) -> Suite:
    """Build the public suite, like ``suite.file.public`` and faster.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.

    Returns
    -------
    Suite
        With the public cases alone.

    Raises
    ------
    AssignmentError
        As ``build`` does.
    """
    questions = _questions(assignment, _PUBLISHED_SEED, False)
    return replace(assignment.outline, questions=questions, source="", program=None, hints="ladder")


def build_for_student(assignment: Assignment, shared: Suite, seed: int) -> Suite:
    """Build one student's suite from the shared one, with hidden numbers of another seed.

    This is much faster than ``build``: the public cases are those of the shared suite.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    shared
        A suite that was built from the assignment.
    seed
        The seed of the student's hidden cases.

    Returns
    -------
    Suite
        With the cases that ``build`` makes of this seed, and the answers of known mistakes to the
        public cases only.

    Raises
    ------
    AssignmentError
        As ``build`` does.
    """
    both = zip(assignment.outline.questions, shared.questions, strict=True)
    questions = tuple(
        _with_own_cases(old, _QuestionBuilder(assignment, outline, seed, True, old).cases())
        for outline, old in both
    )
    return replace(shared, questions=questions, seed=seed)


def _with_own_cases(shared: Question, cases: tuple[Case, ...]) -> Question:
    """Return the shared question with a student's own cases, and without the answers to them."""
    automatic = shared.automatic
    if automatic.mistakes:
        is_own = [case is not old for case, old in zip(cases, shared.cases, strict=True)]
        kinds = np.where(is_own, -1, automatic.kinds).astype(np.int16)
        automatic = replace(automatic, kinds=frozen(kinds))
    return replace(shared, cases=cases, pairs=PairTable(), automatic=automatic)


def _questions(assignment: Assignment, seed: int, with_hidden: bool) -> tuple[Question, ...]:
    """Return the questions; all that fail are said at once."""
    built: list[Question] = []
    problems: list[str] = []
    for outline in assignment.outline.questions:
        try:
            built.append(_QuestionBuilder(assignment, outline, seed, with_hidden).question())
        except AssignmentError as error:
            problems += error.problems
    if problems:
        raise AssignmentError(str(assignment.folder), problems)
    return tuple(built)


def with_distractors(question: Question, assignment: Assignment) -> Question:
    """Return the question with the answers of every known mistake to its cases, and no pairs."""
    mistakes = relevant_mistakes(assignment.recipe, question, assignment.mistakes)
    choices = Answers(assignment.recipe, question, list(mistakes.values()))
    cases = []
    for case in question.cases:
        given = dict(zip(mistakes, choices.to(case), strict=True))
        cases.append(replace(case, distractors=tuple(distractors(case, given, None))))
    return replace(question, cases=tuple(cases))


@dataclass(frozen=True, eq=False)
class _QuestionBuilder:
    assignment: Assignment
    outline: Question
    seed: int
    with_hidden: bool
    shared: Question | None = None

    def question(self) -> Question:
        cases = self.cases()
        checks = self.outline.checks if self.with_hidden else self.outline.checks_of(cases)
        outline = replace(self.outline, checks=checks, cases=cases)
        question = _with_mistakes(outline, self.assignment)
        if not self.with_hidden:  # a kit has no right formula, and so none with an edit
            return question
        return replace(question, automatic=automatic_table(question, self.assignment))

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
        try:
            yield from self.assignment.cases[self.outline.call]()
        except Exception as error:
            raise AssignmentError(
                str(self.assignment.folder), [f"cases of {self.outline.call}: {error_text(error)}"]
            ) from error

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
            raise self._problem(inputs, error_text(error)) from error
        return Case(
            id=self._id(inputs),
            name=inputs.name,
            check=inputs.check,
            hidden=not is_public(inputs),
            arguments=arguments,
            expected=frozen(expected),
            presentation=inputs.presentation,
            trace=self._trace(arguments) if inputs.check == EXAMPLE else {},
        )

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
        seed = _PUBLISHED_SEED if is_public(inputs) else self.seed
        name = f"{self.outline.call}/{inputs.name}".encode()
        drawn = inputs.draw(np.random.default_rng([seed, *name]))
        arrays = tuple(self._argument(inputs, name, drawn) for name in self.outline.parameters)
        why = misfit(self.outline.arguments, arrays)
        if why:
            raise self._problem(inputs, f"{why} ({_place(inputs.draw)})")
        return arrays

    def _argument(self, inputs: Inputs, name: str, drawn: Mapping[str, Any]) -> Array:
        recipe = self.assignment.recipe
        for step in recipe.needed(name, frozenset(drawn)):
            for needed in parameters(recipe.steps[step]):
                if needed not in drawn and needed not in recipe.steps:
                    raise self._problem(
                        inputs, f"nothing draws '{needed}', which step '{step}' needs for '{name}'"
                    )
        argument = frozen(recipe.value(name, drawn))
        if argument.dtype.newbyteorder("<").str not in DTYPES:
            place = _place(inputs.draw)
            what = f"the argument '{name}' is of type {argument.dtype}"
            raise self._problem(
                inputs, f"{what}, and a suite holds arrays of numbers only ({place})"
            )
        return argument

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
        given = dict(zip(self.outline.parameters, narrow, strict=True))
        with np.errstate(all="ignore"):
            return np.asarray(self.assignment.recipe.value(self.outline.step, given))

    def _expected(self, arguments: Sequence[Array]) -> Array:
        given = dict(zip(self.outline.parameters, arguments, strict=True))
        value = self.assignment.recipe.value(self.outline.step, given)
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

    def _problem(self, inputs: Inputs, text: str) -> AssignmentError:
        place = f"case '{inputs.name}' of {self.outline.id}"
        return AssignmentError(str(self.assignment.folder), [f"{place}: {text}"])


def _place(function: Any) -> str:
    """Return where a function is written: the file and the line."""
    code = getattr(function, "__code__", None)
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}" if code else "no line"


def is_public(inputs: Inputs) -> bool:
    """Return True where students may see the case."""
    return inputs.public or inputs.check == EXAMPLE


def _with_mistakes(question: Question, assignment: Assignment) -> Question:
    """Return the question with the answers of every known mistake, and of every two at once."""
    described = (known.id for known in assignment.outline.misconceptions)
    known = {id: assignment.mistakes[id] for id in described if id in assignment.mistakes}
    singles = relevant_mistakes(assignment.recipe, question, known)
    pairs = disjoint_pairs(singles)
    choices = Answers(assignment.recipe, question, [*singles.values(), *pairs.values()])
    traces = Traces(assignment.recipe, question, list(singles.values()))
    answers: dict[str, list[Answer]] = {}
    cases, columns = [], []
    repeated = {case.repeats for case in question.cases}
    for case in question.cases:
        given = answers.get(case.repeats) or choices.to(case)
        if case.id in repeated:
            answers[case.id] = given
        changed = traces.on(case.arguments) if case.example else None
        wrong = distractors(case, dict(zip(singles, given, strict=False)), changed)
        cases.append(replace(case, distractors=tuple(wrong)))
        columns.append(column(case.id, [case.expected, *given]))
    return replace(question, cases=tuple(cases), pairs=_pair_table(columns, list(pairs)))


def _pair_table(columns: Sequence[Column], pairs: Sequence[tuple[str, str]]) -> PairTable:
    """Return the fingerprints of the pairs, which are the last rows of these columns.

    Pairs that answer right, or as one mistake alone does, are left out: nothing shows them.
    """
    if not columns:
        return PairTable()
    answers = AnswerTable.of(columns)
    known = len(answers.kinds) - len(pairs)
    new = answers.new_rows(known)
    return PairTable(tuple(pairs[row - known] for row in new), *answers.part(new))


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
