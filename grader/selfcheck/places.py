"""The lines of a checked file at which its answers go wrong, as far as they are certain.

A check knows no right value of a step, so most wrong answers have no place here:

- an exception has the innermost line of the file that it passed through;
- the values of a call, recorded, may decide about one expression (``locating.decided``).

Places are feedback, and whatever goes wrong with finding them leaves the check as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.errors import SandboxError
from grader.locating.decided import changed_argument, decided
from grader.locating.flow import flow_of
from grader.locating.raised import raising_place
from grader.locating.records import records_of
from grader.locating.source import SourceLines
from grader.marking.properties import PropertyResult, PropertyStatus
from grader.model import (
    Array,
    Case,
    Execution,
    Grade,
    Outcome,
    Place,
    Question,
    Returned,
    Submission,
    Suite,
    Verdict,
)
from grader.sandbox.plan import Call, Plan

Run = Callable[[Submission, Plan], Execution]

MOST_CASES = 2
"""Wrong cases of a question whose values are recorded."""


@dataclass(frozen=True, eq=False)
class _Recordable:
    """A call whose values are recorded: for a case of a question, or for a broken property.

    ``keeps`` says that the property is about the arguments.
    """

    owner: str
    question: Question
    case: Case
    expected: Array | None
    keeps: bool = False

    @property
    def call(self) -> Call:
        return Call.of(self.question, self.case.arguments)


def places_of(
    suite: Suite,
    submission: Submission,
    grade: Grade,
    found: Sequence[PropertyResult],
    run: Run,
) -> Mapping[str, Place]:
    """Return the places that are certain, by the id of the question or the key of the property.

    Parameters
    ----------
    suite
        The public suite.
    submission
        The file.
    grade
        What its answers to the public cases came to.
    found
        How its properties stand.
    run
        Runs the file by a plan.
    """
    source = SourceLines.of(submission)
    wrong = dict(_wrong_cases(suite, grade))
    raised = {owner: _raised(source, pairs) for owner, pairs in wrong.items()}
    raised |= {one.about.key: _raised(source, _broken_case(one)) for one in found}
    calls = [*_of_cases(suite, wrong), *_of_properties(suite, found, wrong.keys())]
    recorded = _recorded(suite, submission, calls, run) if calls else []
    places = {owner: place for owner, place in raised.items() if place}
    for owner, place in _decided(source, calls, recorded):
        places.setdefault(owner, place)
    return places


def with_places(grade: Grade, places: Mapping[str, Place]) -> Grade:
    """Return the grade with the places of its questions; it is worth what it was worth."""
    placed = (replace(one, place=places.get(one.question)) for one in grade.questions)
    return replace(grade, questions=tuple(placed))


_Judged = Sequence[tuple[Case, Verdict]]


def _wrong_cases(suite: Suite, grade: Grade) -> Iterator[tuple[str, _Judged]]:
    for graded in grade.questions:
        cases = zip(suite.question(graded.question).cases, graded.verdicts, strict=True)
        if wrong := [(case, verdict) for case, verdict in cases if not verdict.right]:
            yield graded.question, wrong


def _broken_case(one: PropertyResult) -> _Judged:
    return [(one.case, one.verdict)] if one.case and one.verdict else []


def _raised(source: SourceLines, wrong: _Judged) -> Place | None:
    """Return the line of the first wrong case that ended in an exception."""
    places = (raising_place(source, verdict) for _, verdict in wrong)
    return next((place for place in places if place), None)


def _of_cases(suite: Suite, wrong: Mapping[str, _Judged]) -> Iterator[_Recordable]:
    """Yield the wrong cases of the functions that always returned something."""
    for id, pairs in wrong.items():
        if all(isinstance(verdict.observation.outcome, Returned) for _, verdict in pairs):
            for case, _ in pairs[:MOST_CASES]:
                yield _Recordable(id, suite.question(id), case, case.expected)


def _of_properties(
    suite: Suite, found: Sequence[PropertyResult], wrong: Collection[str]
) -> Iterator[_Recordable]:
    """Yield the calls with the numbers for which a property is broken."""
    for one in found:
        question = suite.question(one.about.question)
        if one.case is None or one.standing is not PropertyStatus.BROKEN:
            continue
        if question.id not in wrong:
            about = one.about
            yield _Recordable(about.key, question, one.case, None, about.keeps_arguments)


def _recorded(
    suite: Suite, submission: Submission, calls: Sequence[_Recordable], run: Run
) -> Sequence[Outcome]:
    plan = Plan.of_calls([one.call for one in calls], loading=suite.loading, recorded=True)
    try:
        return [one.outcome for one in run(submission, plan).observations]
    except SandboxError:
        return []


def _decided(
    source: SourceLines, calls: Sequence[_Recordable], recorded: Sequence[Outcome]
) -> Iterator[tuple[str, Place]]:
    """Yield the places on which all recorded calls of a question agree."""
    by_owner: dict[str, list[Place | None]] = {}
    for one, outcome in zip(calls, recorded, strict=False):
        by_owner.setdefault(one.owner, []).append(_place(source, one, outcome))
    for owner, places in by_owner.items():
        first = places[0]
        if first and all(place and place.range == first.range for place in places):
            yield owner, first


def _place(source: SourceLines, one: _Recordable, outcome: Outcome) -> Place | None:
    records = records_of(outcome)
    if not records:
        return None
    flow = flow_of(records)
    found = changed_argument(flow) if one.keeps else decided(flow, one.expected)
    place = source.place(records[found.record].place) if found else None
    if found is None or place is None:
        return None
    value = records[found.record].value
    return replace(place, case=one.case.id, value=value, fact=found.fact)
