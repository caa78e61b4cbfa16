"""The places where a submission's answers go wrong, from a further run that records values.

Submissions with right answers only are not run again.  The records are kept with the run, so the
same places come out without another one.  Places are feedback: whatever goes wrong here leaves the
grade as it was, and a fault of ours is told to the instructor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping

from grader.errors import SandboxError
from grader.locating.locate import cases_to_record, located
from grader.marking.own_answers import Point
from grader.model import Case, Execution, Grade, Outcome, Submission, Suite
from grader.sandbox.plan import Call, Plan

Run = Callable[[Submission, Plan], Execution]


def with_places(
    suite: Suite,
    submission: Submission,
    grade: Grade,
    kept: MutableMapping[str, Outcome],
    run: Run | None,
    on_fault: Callable[[str], None] = lambda fault: None,
) -> Grade:
    """Return the grade with the places that are certain.

    Parameters
    ----------
    suite
        The hidden suite.
    submission
        What was handed in.
    grade
        What it came to.
    kept
        Outcomes of further calls, by their keys, to which new ones are added.
    run
        Runs the submission by a plan, or None where nothing may be run.
    on_fault
        Receives the type of an exception that is a fault of the grader's own code.
    """
    try:
        return _with_places(suite, submission, grade, kept, run)
    except SandboxError:
        return grade
    except Exception as error:  # noqa: BLE001  feedback is never in the way of a grade
        on_fault(type(error).__name__)
        return grade


def _with_places(
    suite: Suite,
    submission: Submission,
    grade: Grade,
    kept: MutableMapping[str, Outcome],
    run: Run | None,
) -> Grade:
    cases = {_key(suite, case): case for case in cases_to_record(suite, grade)}
    missing = {key: case for key, case in cases.items() if key not in kept}
    if missing and run:
        kept.update(_recorded(suite, submission, missing, run))
    recorded = {case.id: kept[key] for key, case in cases.items() if key in kept}
    return located(suite, submission, grade, recorded)


def _recorded(
    suite: Suite, submission: Submission, cases: Mapping[str, Case], run: Run
) -> Mapping[str, Outcome]:
    calls = [Call.of(suite.question_of(case), case.arguments) for case in cases.values()]
    plan = Plan.of_calls(calls, loading=suite.loading, recorded=True)
    seen = run(submission, plan).observations
    return {key: one.outcome for key, one in zip(cases, seen, strict=True)}


def _key(suite: Suite, case: Case) -> str:
    return f"values {Point(suite.question_of(case).id, case.arguments).key}"
