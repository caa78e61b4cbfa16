"""Properties of a submission, tested like cases and judged like answers.  Pure.

A property is a question whose function lies in the companion and whose right answer is 0.  So the
sandbox, its limits and the judge treat it as any other question.  Its arguments come from a seed
of the run, so that a failure can be repeated; each property draws from a generator of its own.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, unique

import numpy as np

from grader.errors import GraderError
from grader.marking.compare import ZERO_SCALE
from grader.marking.judge import Judge
from grader.model import (
    Array,
    Case,
    Check,
    Draw,
    Execution,
    Formula,
    Grade,
    Properties,
    Property,
    Question,
    Returned,
    Status,
    Suite,
    Tolerance,
    Verdict,
    frozen,
)

RUNS = 4
"""How often each property is put to the test."""

_CHECK = "holds"
_UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)
_DIGITS = 3


@unique
class PropertyStatus(Enum):
    """The closed set of what a property can come to."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_YET = "not yet"
    WAITS = "waits"
    FOLLOWS = "follows"
    """It holds with the student's own earlier functions, of which one is wrong."""


@dataclass(frozen=True, eq=False)
class PropertyResult:
    """The result of testing one property.

    ``case`` and ``verdict`` are those of the smallest arguments with which it is broken, None
    elsewhere.
    """

    about: Property
    standing: PropertyStatus
    case: Case | None = None
    verdict: Verdict | None = None

    @property
    def residual(self) -> float | None:
        """How far the property is from holding; None where the functions gave no number."""
        outcome = self.verdict.observation.outcome if self.verdict else None
        if not isinstance(outcome, Returned) or outcome.value.size != 1:
            return None
        return float(outcome.value)


def fresh_seed() -> int:
    """Return a seed that nobody knows beforehand, short enough to be typed."""
    return random.SystemRandom().randrange(1_000_000)


def posed(suite: Suite, grade: Grade, seed: int) -> Suite | None:
    """The properties that can be asked, given how the public cases went; None without any.

    A function that gave no array in any case is not asked again: what it does instead, a hang
    perhaps, would be met once for every property.
    """
    properties = suite.properties
    answering = {question for question, standing in _functions(grade).items() if standing is None}
    asked = [p for p in properties.each if answering.issuperset(p.needs)] if properties else []
    if properties is None or not asked:
        return None
    questions = tuple(_question(suite, properties, one, seed) for one in asked)
    return replace(suite, questions=questions, companion=properties.companion, seed=None)


def findings(
    suite: Suite, grade: Grade, asked: Suite | None, execution: Execution | None
) -> tuple[PropertyResult, ...]:
    """How every property of the suite stands.

    Raises GraderError where the instructor's own functions failed.
    """
    questions = {question.id: question for question in asked.questions} if asked else {}
    verdicts = Judge(asked.questions).judge(execution) if asked and execution else {}
    functions = _functions(grade)
    found: dict[str, PropertyResult] = {}
    wrong = {graded.question for graded in grade.questions if graded.earned < graded.points}
    for one in suite.properties.each if suite.properties else ():
        unasked = [s for s in (functions.get(need) for need in one.needs) if s is not None]
        if one.key in verdicts and not _all_hold(one.after, found):
            follows = _follows(one, verdicts[one.key], wrong, found)
            status = PropertyStatus.FOLLOWS if follows else PropertyStatus.WAITS
            found[one.key] = PropertyResult(one, status)
        elif one.key in verdicts:
            found[one.key] = _finding(one, questions[one.key], verdicts[one.key])
        else:
            yet = PropertyStatus.NOT_YET in unasked
            found[one.key] = PropertyResult(
                one, PropertyStatus.NOT_YET if yet else PropertyStatus.WAITS
            )
    return tuple(found.values())


def _functions(grade: Grade) -> dict[str, PropertyStatus | None]:
    """Each question's function: None where it can be asked, or why it is not."""
    found: dict[str, PropertyStatus | None] = {}
    for graded in grade.questions:
        statuses = [verdict.status for verdict in graded.verdicts]
        arrays = [v for v in graded.verdicts if isinstance(v.observation.outcome, Returned)]
        unwritten = all(status in _UNWRITTEN for status in statuses)
        found[graded.question] = (
            PropertyStatus.NOT_YET if unwritten else None if arrays else PropertyStatus.WAITS
        )
    return found


def _all_hold(keys: Iterable[str], found: Mapping[str, PropertyResult]) -> bool:
    return all(found[key].standing is PropertyStatus.HOLDS for key in keys if key in found)


def _follows(
    one: Property,
    verdicts: Sequence[Verdict],
    wrong: Collection[str],
    found: Mapping[str, PropertyResult],
) -> bool:
    """Return whether a wrong function agrees with the student's own earlier functions.

    Such a property compares numbers of several functions, so it may hold where one that it
    depends on does not; those of its own function must hold.
    """
    earlier = [need for need in one.needs if need != one.question]
    own = [key for key in one.after if key in found and found[key].about.question == one.question]
    return (
        one.question in wrong
        and any(need in wrong for need in earlier)
        and _all_hold(own, found)
        and all(verdict.right for verdict in verdicts)
    )


def _finding(one: Property, question: Question, verdicts: Sequence[Verdict]) -> PropertyResult:
    wrong = [
        (case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if not verdict.right
    ]
    for _, verdict in wrong:
        _refuse_own_fault(one, verdict)
    if not wrong:
        return PropertyResult(one, PropertyStatus.HOLDS)
    if any(verdict.status in _UNWRITTEN for _, verdict in wrong):
        return PropertyResult(one, PropertyStatus.NOT_YET)
    case, verdict = min(wrong, key=lambda pair: sum(a.size for a in pair[0].arguments))
    return PropertyResult(one, PropertyStatus.BROKEN, case, verdict)


def _refuse_own_fault(one: Property, verdict: Verdict) -> None:
    outcome = verdict.observation.outcome
    if verdict.status is Status.UNDEFINED or getattr(outcome, "loading", False):
        raise GraderError(
            f"the property '{one.key}' could not be asked; tell your instructor: {one.function} of"
            f" the file of properties did not load"
        )


# --- drawing ------------------------------------------------------------------------------------


def _question(suite: Suite, properties: Properties, one: Property, seed: int) -> Question:
    return Question(
        id=one.key,
        function=one.function,
        parameters=tuple(name for name, _ in one.given),
        title=one.title,
        asked="",
        formula=Formula("", ""),
        step="",
        # The judge measures what is off a zero against this scale.
        tolerance=Tolerance(one.tolerance / ZERO_SCALE),
        checks=(Check(_CHECK, one.title, 1.0),),
        cases=tuple(_case(properties, one, seed, run) for run in range(RUNS)),
    )


def _case(properties: Properties, one: Property, seed: int, run: int) -> Case:
    # Not numpy's: to import its generators takes as long as to draw everything.
    rng = random.Random(f"{seed} {run} {one.key}")
    lengths = {name: rng.randint(*bounds) for name, bounds in properties.lengths.items()}
    return Case(
        id=f"{one.key}.{run}",
        name="",
        check=_CHECK,
        hidden=False,
        arguments=tuple(drawn(properties.draws[draw], lengths, rng) for _, draw in one.given),
        expected=frozen(np.zeros(())),
    )


def drawn(draw: Draw, lengths: Mapping[str, int], rng: random.Random) -> Array:
    """Return an array of this kind, in numbers that are short to write."""
    shape = tuple(lengths[name] for name in draw.shape)
    if draw.one_hot:
        hot = np.zeros(shape)
        hot.flat[rng.randrange(hot.size)] = 1.0
        return frozen(hot)
    entries = [
        float(f"{rng.choice((1, -1)) * rng.uniform(draw.least, draw.most):.{_DIGITS}g}")
        for _ in range(math.prod(shape))
    ]
    if draw.first is not None:
        entries[0] = draw.first
    return frozen(np.array(entries).reshape(shape))
