"""A graded submission to the places where its answers go wrong.  Pure.

Places, and names that the recorded values make certain, are feedback: they are found after all
marks are given and change none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.locating.deciding import mistakes_made
from grader.locating.flow import Flow, flow_of
from grader.locating.naming import with_names
from grader.locating.placing import Placing, WrongSteps
from grader.locating.raised import raising_place
from grader.locating.records import records_of
from grader.locating.source import SourceLines
from grader.locating.vocabulary import is_near
from grader.model import (
    Array,
    Case,
    Diagnosis,
    Grade,
    NotNumeric,
    Outcome,
    Place,
    QuestionGrade,
    Raised,
    Returned,
    RightValues,
    Submission,
    Suite,
    SymptomKind,
    Verdict,
)

_TRACED = (Returned, NotNumeric)
MOST_CASES = 2
"""Wrong cases of a question that are looked at."""


def cases_to_record(suite: Suite, grade: Grade) -> tuple[Case, ...]:
    """Return the shown cases that are to be called again, value by value."""
    return tuple(
        case
        for question in grade.questions
        if _ran_through(question) and not _is_swapped(question)
        for case, verdict in _wrong_cases(suite, question)[:MOST_CASES]
        if isinstance(verdict.observation.outcome, _TRACED)
    )


def located(
    suite: Suite, submission: Submission, grade: Grade, recorded: Mapping[str, Outcome]
) -> Grade:
    """Return the grade with the places, and the names of mistakes, that are certain.

    Parameters
    ----------
    suite
        The hidden suite, with the values that right programs come past.
    submission
        What was handed in.
    grade
        What it came to.
    recorded
        The records of the calls, by the id of the case.
    """
    flows = dict(_flows(recorded))
    made = mistakes_made(suite, grade, flows)
    grade = with_names(suite, grade, made)
    source = SourceLines.of(submission)
    places: dict[str, Place] = {}
    for question in grade.questions:
        causes = _causes(grade, question)
        if causes:
            place = next((places[one] for one in causes if one in places), None)
        else:
            place = _place(suite, source, question, flows)
            place = None if _is_of_another(place, question, places) else place
        if place:
            decides = made.get(question.question, ())
            places[question.question] = replace(place, decides=decides)
    questions = [replace(one, place=places.get(one.question)) for one in grade.questions]
    return replace(grade, questions=tuple(questions))


def _flows(recorded: Mapping[str, Outcome]) -> Iterator[tuple[str, Flow]]:
    for case, outcome in recorded.items():
        if records := records_of(outcome):
            yield case, flow_of(records)


def _is_swapped(question: QuestionGrade) -> bool:
    """Return whether the answer is another part: no expression is wrong, but its place is."""
    return question.symptom is not None and question.symptom.kind is SymptomKind.OTHER_PART


def _ran_through(question: QuestionGrade) -> bool:
    """Return whether each call came to its end."""
    outcomes = (verdict.observation.outcome for verdict in question.verdicts)
    return all(isinstance(outcome, (*_TRACED, Raised)) for outcome in outcomes)


def _wrong_cases(suite: Suite, question: QuestionGrade) -> Sequence[tuple[Case, Verdict]]:
    """Return the wrong cases of which the right values are known."""
    cases = suite.question(question.question).cases
    return [
        (case, verdict)
        for case, verdict in zip(cases, question.verdicts, strict=True)
        if not verdict.right and case.id in suite.right_values
    ]


def _causes(grade: Grade, question: QuestionGrade) -> Sequence[str]:
    """Return the wrong questions from which this one follows, if nothing else is wrong in it.

    A change that an earlier question showed was made in this one, too: it has a place of its own.
    """
    if question.fits or not (question.diagnosis and question.diagnosis.carried_forward):
        return ()
    return [
        one.question
        for one in grade.questions
        if _is_cause(one, question.diagnosis) and not all(verdict.right for verdict in one.verdicts)
    ]


def _is_of_another(
    place: Place | None, question: QuestionGrade, earlier: Mapping[str, Place]
) -> bool:
    """Return whether a place is that of an earlier slip, while the answer has one of its own, too.

    What was computed from the earlier slip is unknown, so nothing shows where the other one is.
    """
    diagnosis = question.diagnosis
    if place is None or diagnosis is None or not (diagnosis.new and diagnosis.carried):
        return False
    return any(place.range == one.range for one in earlier.values())


def _is_cause(question: QuestionGrade, of: Diagnosis) -> bool:
    new = question.diagnosis.new if question.diagnosis else ()
    return question.question in of.follows or bool(set(new) & set(of.carried))


def _place(
    suite: Suite, source: SourceLines, question: QuestionGrade, flows: Mapping[str, Flow]
) -> Place | None:
    for case, verdict in _wrong_cases(suite, question):
        outcome = verdict.observation.outcome
        if isinstance(outcome, Raised):
            place = raising_place(source, verdict)
        elif case.id in flows:
            right = suite.right_values[case.id]
            place = _recorded(source, question, case, right, flows[case.id])
        else:
            place = None
        if place:
            return place
    return None


def _recorded(
    source: SourceLines,
    question: QuestionGrade,
    case: Case,
    right: RightValues,
    flow: Flow,
) -> Place | None:
    mistakes = _mistakes(question.diagnosis, right)
    number = Placing(flow, right, case.expected).place(mistakes.values())
    place = source.place(flow.records[number].place) if number is not None else None
    if place is None or number is None:
        return None
    value = flow.records[number].value
    place = replace(place, case=case.id, value=value)
    if flow.origins[number] == flow.answer:
        return replace(place, expected=case.expected)
    step = _predicted_step(mistakes.values(), value)
    return replace(place, step=step, expected=right.steps[step]) if step else place


def _mistakes(diagnosis: Diagnosis | None, right: RightValues) -> Mapping[str, WrongSteps]:
    """Return the wrong steps of the mistakes that explain the answers."""
    named = diagnosis.misconceptions if diagnosis else ()
    return {id: right.mistakes[id] for id in named if id in right.mistakes}


def _predicted_step(mistakes: Iterable[WrongSteps], value: Array | None) -> str:
    """Return the step of which a mistake predicts this wrong value, or an empty string."""
    for wrong in mistakes:
        for step, predicted in wrong.items():
            if value is not None and _equal(value, predicted):
                return step
    return ""


def _equal(one: Array, other: Array) -> bool:
    return is_near(np.squeeze(one), np.squeeze(other))
