"""The instructor's compiler: is this assignment able to tell right from wrong?

These claims are checked on suites of several seeds.  Every misconception is told from the truth
and from every other one (unless they are declared twins).  Every right variant earns full marks in
the sandbox that students' code runs in, and every property holds for it.  Between the worst right
answer and the nearest wrong one there is a gap, given for each question in decades, in which the
tolerance lies with room on both sides.  And pages have words for all that they show.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.assignment.folder import Assignment
from grader.assignment.further_seeds import redrawn, together
from grader.assignment.gaps import MARGIN, Gap, gaps, nearnesses
from grader.assignment.places import DocumentPlaces, written_at
from grader.assignment.refused_variants import lost_questions, refused_variants
from grader.assignment.repeated_sizes import checks_without_repeated_sizes
from grader.assignment.sheet import shown_answers
from grader.errors import AssignmentError, SandboxError
from grader.marking.diagnose import Diagnostician
from grader.marking.fingerprint import Fingerprint
from grader.marking.lookalikes import is_alike
from grader.marking.marker import Marker
from grader.marking.prepared import prepare_questions
from grader.marking.properties import PropertyStatus, findings, posed
from grader.marking.stored_answers import single_fingerprints
from grader.model import Execution, Grade, Submission, Suite
from grader.sandbox import PLAIN, Plan, Worker, open_sandbox
from grader.suite.file import dumps, loads
from grader.text.unknown_names import no_such

Run = Callable[[Submission, Plan], Execution]
"""Runs a submission by a plan; raises SandboxError where that says nothing about it."""

FURTHER_SEEDS = tuple(range(1, 10))
"""Seeds that are tried beside the one that the suite was built from."""


@dataclass(frozen=True)
class Verification:
    """The findings; ``problems`` is empty where the assignment can be used.

    ``lookalikes`` are, by question, groups of misconceptions that its answers cannot tell apart:
    a page names them as "one of these".  ``unrepeated`` are what is called with its checks, no two
    of whose cases have arguments of one size: what a function keeps between calls may not show.
    """

    problems: tuple[str, ...]
    gaps: tuple[Gap, ...]
    misconceptions: int
    pairs: int
    variants: int
    seeds: int = 1
    lookalikes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unrepeated: tuple[tuple[str, tuple[str, ...]], ...] = ()


def verify(
    assignment: Assignment, suite: Suite, run: Run, seeds: Sequence[int] = FURTHER_SEEDS
) -> Verification:
    """Check the claims on a built suite.

    Parameters
    ----------
    assignment
        With its variants and twins.
    suite
        What ``build`` made of the assignment.
    run
        Runs a variant in the sandbox that students' code runs in.
    seeds
        Further seeds whose cases are drawn and checked, too.

    Returns
    -------
    Verification
        The problems and, for each question, the gap in which the tolerance must lie.

    Raises
    ------
    SandboxError
        The variants cannot be run.
    """
    places = assignment.places
    suites = [suite, *redrawn(assignment, suite, seeds)]
    asked = together(suite, suites[1:])
    grades = list(_grades(assignment, asked, run))
    prints = {q.id: single_fingerprints(q, suite.misconceptions) for q in suite.questions}
    found = tuple(gaps(suites, grades))
    problems = [
        *_unasked_checks(suite, places),
        *_wordless_steps(assignment),
        *_unused_names(assignment, suite),
        *shown_answers(assignment.outline, assignment.sheet, places),
        *_unreadable(suite),
        *_blind_spots(suites, places),
        *_indistinguishable(suite, assignment.twins, prints, places),
        *_untried(assignment),
        *refused_variants(asked, grades, places),
        *_broken_properties(assignment, suite, grades, run),
        *(_gap_text(gap, suite, places) for gap in found if not gap.holds),
    ]
    return Verification(
        problems=tuple(dict.fromkeys(problems)),
        gaps=found,
        misconceptions=len(suite.misconceptions),
        pairs=sum(len(question.pairs.pairs) for question in suite.questions),
        variants=len(grades),
        seeds=len(suites),
        lookalikes=tuple(_lookalikes(prints, assignment.twins)),
        unrepeated=tuple(checks_without_repeated_sizes(suite)),
    )


def open_for_variants(suite: Suite) -> Worker:
    """Open a sandbox for the instructor's own code: isolated where this host can isolate.

    Raise SandboxError where nothing can be run.
    """
    try:
        return open_sandbox(suite.limits, suite.modules)
    except SandboxError:
        return open_sandbox(suite.limits, suite.modules, PLAIN)


def _grades(assignment: Assignment, asked: Suite, run: Run) -> Iterator[Grade]:
    """Yield the grades of the right variants, asked the cases of all seeds in one run each."""
    marker = Marker(asked, Diagnostician(asked, prepare_questions(asked, lazily=True)))
    plan = Plan.of(asked)
    for variant in assignment.variants:
        yield marker.mark(variant.student, run(variant, plan))


def _unasked_checks(suite: Suite, places: DocumentPlaces) -> Iterable[str]:
    """Yield the checks that everybody would pass."""
    for question in suite.questions:
        asked = question.checks_of(question.cases)
        for check in question.checks:
            if check not in asked:
                place = places.of("questions", question.call, "points", check.id)
                yield f"{place}: {question.call}: no case belongs to the check '{check.id}'"


def _wordless_steps(assignment: Assignment) -> Iterable[str]:
    """Yield the steps on the way to an answer that a page has no words for."""
    outline, recipe = assignment.outline, assignment.recipe
    described = {step.id for step in outline.steps}
    needed = {
        step
        for question in outline.questions
        for step in recipe.needed(question.step, frozenset(question.parameters))
    }
    for step in recipe.steps:
        if step in needed and step not in described:
            yield f"{assignment.places.of('steps')}: step '{step}' has no words"


def _unused_names(assignment: Assignment, suite: Suite) -> Iterable[str]:
    """Yield the generators and the names of cases that count for nothing."""
    calls = {question.call for question in suite.questions}
    for id, generator in assignment.cases.items():
        if id not in calls:
            place = f"{written_at(generator)}: CASES"
            yield f"{place}: {no_such('there is no question', id, calls)}"
    generators = assignment.cases.values() if assignment.case_names else ()
    written = {inputs.name for generator in generators for inputs in generator()}
    for name in assignment.case_names:
        if name not in written:
            place = assignment.places.of("case_names", name)
            yield f"{place}: {no_such('there is no case', name, written)}"


def _unreadable(suite: Suite) -> Iterable[str]:
    """Yield why the suite does not survive its own file."""
    try:
        text = dumps(suite)
        if dumps(loads(text)) != text:
            yield "the suite is another one when it is read again"
    except (AssignmentError, TypeError, ValueError) as error:
        yield f"the suite cannot be written and read again: {error}"


def _blind_spots(suites: Sequence[Suite], places: DocumentPlaces) -> Iterable[str]:
    """Yield the misconceptions that with some seed earn full marks, or almost."""
    worst: dict[str, float] = {}
    for suite in suites:
        for one in nearnesses(suite):
            worst[one.misconception] = min(
                worst.get(one.misconception, one.tolerances), one.tolerances
            )
    for misconception, tolerances in worst.items():
        place = places.of("misconceptions", misconception)
        if tolerances <= 1:
            yield f"{place}: no case tells '{misconception}' from the right answer"
        elif tolerances < MARGIN:
            yield (
                f"{place}: no case tells '{misconception}' clearly from the right answer: with some"
                f" seed it is only {tolerances:.1f} tolerances off, and {MARGIN:g} are needed"
            )


def _indistinguishable(
    suite: Suite,
    twins: Sequence[frozenset[str]],
    prints: Mapping[str, Mapping[str, Fingerprint]],
    places: DocumentPlaces,
) -> Iterable[str]:
    """Yield pairs of misconceptions that answer alike everywhere and are no declared twins."""
    for one, other in itertools.combinations([known.id for known in suite.misconceptions], 2):
        declared = any({one, other} <= group for group in twins)
        alike = all(is_alike(table.get(one), table.get(other)) for table in prints.values())
        if alike and not declared:
            place = places.of("misconceptions", other)
            says = f"no case tells '{one}' from '{other}'; if no input can, list them as twins"
            yield f"{place}: {says}"
        if declared and not alike:
            says = f"'{one}' and '{other}' are listed as twins, and a case tells them apart"
            yield f"{places.of('twins')}: {says}"


def _lookalikes(
    prints: Mapping[str, Mapping[str, Fingerprint]], twins: Sequence[frozenset[str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the groups of misconceptions that are alike within a question, and no twins."""
    for question, table in prints.items():
        left = list(table)
        while left:
            group = tuple(id for id in left if is_alike(table[left[0]], table[id]))
            left = [id for id in left if id not in group]
            if len(group) > 1 and not any(set(group) <= twin for twin in twins):
                yield question, group


def _untried(assignment: Assignment) -> Iterable[str]:
    """Yield that no right answer was tried, without which nobody knows that one earns anything."""
    if not assignment.variants:
        place = assignment.places.of("files", "variants")
        yield (
            f"{place}: no right answer was tried: put one at least into a folder and name it as"
            " 'variants'"
        )


def _broken_properties(
    assignment: Assignment, suite: Suite, grades: Sequence[Grade], run: Run
) -> Iterable[str]:
    """Yield the properties that do not hold for some right variant."""
    asked = posed(suite, grades[0], seed=0) if grades else None
    if asked is None:
        return
    plan = Plan.of(asked)
    for variant, grade in zip(assignment.variants, grades, strict=True):
        lost = lost_questions(suite, grade)
        for one in findings(suite, grade, asked, run(variant, plan)):
            if one.standing is PropertyStatus.HOLDS or lost.intersection(one.about.needs):
                continue  # without a right answer no property of it holds
            place = assignment.places.of("properties", "each", one.about.id)
            yield (
                f"{place}: the property '{one.about.key}' does not hold for the right variant"
                f" '{variant.student}' ({one.standing.value})"
            )


def _gap_text(gap: Gap, suite: Suite, places: DocumentPlaces) -> str:
    place = places.of("questions", suite.question(gap.question).call, "tolerance")
    return (
        f"{place}: {gap.question}: the tolerance {gap.limit:g} does not lie {MARGIN:g} times from"
        f" the worst right answer ({gap.right:.1e}) and from the nearest wrong one"
        f" ({gap.wrong:.1e})"
    )
