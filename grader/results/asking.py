"""Further calls of a student's own functions, made in a fresh child of the sandbox.

Marking asks for them to find out what follows (see ``marking.follow``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.marking.own_answers import Ask, Point, Table
from grader.model import (
    Array,
    Companion,
    Execution,
    Outcome,
    Submission,
    Suite,
    Tampered,
    TimedOut,
)
from grader.sandbox.plan import Call, Plan

_REPLACING = """\
import numpy as np
import submission


def _arrays(arguments, held):
    if not held:
        return arguments
    pairs = zip(arguments, held, strict=True)
    return [argument[key] if keys else argument for argument, keys in pairs for key in keys or [0]]


def _from_table(rows, keys, held):
    def function(*arguments):
        given = [np.asarray(one, np.float64) for one in _arrays(arguments, held)]
        for row, values in rows:
            if len(row) == len(given) and all(
                one.shape == other.shape and np.allclose(one, other, rtol=1e-9, atol=1e-12)
                for one, other in zip(row, given)
            ):
                copies = [value.copy() for value in values]
                if not keys:
                    return copies[0]
                return dict(zip(keys, copies)) if isinstance(keys[0], str) else tuple(copies)
        raise LookupError("asked for something else than the cases need")

    return function


def _array(data, shape):
    return np.frombuffer(bytes.fromhex(data)).reshape(shape)


"""
"""Puts tables in place of functions of the student's module."""

Run = Callable[[Submission, Plan], Execution]

_Way = tuple[str, ...]
"""Which question's function is called, and which others answer from tables."""


def asking(run: Run, submission: Submission, suite: Suite, first: Execution | None = None) -> Ask:
    """Return what makes calls of this submission's functions with ``run``.

    Parameters
    ----------
    run
        Runs the submission by a plan.
    submission, suite
        The submission and the suite.
    first
        The first run, which counts against the limit of time in sum.
    """
    return _Asking(run, submission, suite, first or Execution(()))


class _Asking:
    """Makes calls, but none that could only cost time.

    Where one reply was forged, no further call is made: each would be answered by another forged
    reply, and would cost another fork server.  A function that reached a limit of time is not
    called in the same way again, and when such limits come to that of a submission in sum, nothing
    is.  Both depend on outcomes, not on the clock, so that marking again gives the same.
    """

    def __init__(self, run: Run, submission: Submission, suite: Suite, first: Execution) -> None:
        self._run, self._submission, self._suite = run, submission, suite
        self._forged: Tampered | None = None
        self._hanging: dict[_Way, TimedOut] = {}
        seen = {one.case: one.outcome for one in first.observations}
        spent = {}
        for question in suite.questions:  # parts of one call reach one limit
            outcomes = [seen[case.id] for case in question.cases if case.id in seen]
            spent[question.call] = self._noted((question.id,), outcomes)
        self._seconds = sum(spent.values())

    def __call__(self, points: Sequence[Point]) -> Sequence[Outcome]:
        refused = {point.key: one for point in points if (one := self._without_call(point))}
        asked = [point for point in points if point.key not in refused]
        made = zip((point.key for point in asked), self._called(asked), strict=True)
        found = refused | dict(made)
        return [found[point.key] for point in points]

    def _without_call(self, point: Point) -> Outcome | None:
        """Return what the call comes to if it is not made."""
        most = self._suite.limits.submission_seconds
        in_sum = TimedOut(most, in_sum=True) if self._seconds >= most else None
        return self._forged or self._hanging.get(_way(point)) or in_sum

    def _called(self, points: Sequence[Point]) -> Sequence[Outcome]:
        """Make the calls, all of which replace the same functions."""
        if not points:
            return ()
        plan = Plan.of_calls(
            [Call.of(self._suite.question(one.question), one.arguments) for one in points],
            _companion(points[0].replaced) if points[0].replaced else None,
            self._suite.loading,
        )
        outcomes = [seen.outcome for seen in self._run(self._submission, plan).observations]
        self._forged = next((one for one in outcomes if isinstance(one, Tampered)), None)
        by_way: dict[_Way, list[Outcome]] = {}
        for point, outcome in zip(points, outcomes, strict=True):
            by_way.setdefault(_way(point), []).append(outcome)
        self._seconds += sum(self._noted(way, came_to) for way, came_to in by_way.items())
        return outcomes

    def _noted(self, way: _Way, outcomes: Sequence[Outcome]) -> float:
        """Return the limit of time that calls reached, or 0; note where each of them did."""
        reached = [one for one in outcomes if isinstance(one, TimedOut)]
        if not reached:
            return 0.0
        longest = max(reached, key=lambda one: one.seconds)
        if len(reached) == len(outcomes):
            self._hanging[way] = longest
        return longest.seconds


def _way(point: Point) -> _Way:
    return (point.question, *(table.function for table in point.replaced))


def _companion(tables: Sequence[Table]) -> Companion:
    lines = [
        f"submission.{table.function} = _from_table({_rows(table)}, {table.keys}, {table.held})"
        for table in tables
    ]
    return Companion("right_answers.py", _REPLACING + "\n".join(lines) + "\n")


def _rows(table: Table) -> str:
    rows = (f"({_literals(arguments)}, {_literals(values)})" for arguments, values in table.rows)
    return f"[{', '.join(rows)}]"


def _literals(arrays: Sequence[Array]) -> str:
    return f"({''.join(f'{_literal(array)}, ' for array in arrays)})"


def _literal(array: Array) -> str:
    return f"_array({array.tobytes().hex()!r}, {array.shape!r})"
