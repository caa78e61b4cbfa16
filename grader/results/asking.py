"""Further calls of a student's own functions, made in a fresh child of the sandbox.

Marking asks for them to find out what follows (see ``marking.follow``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.marking.own_answers import Ask, Point, Table
from grader.model import Array, Companion, Execution, Outcome, Submission, Suite, Tampered
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


def asking(run: Run, submission: Submission, suite: Suite) -> Ask:
    """Return what makes calls of this submission's functions with ``run``.

    Where one reply was forged, no further call is made: each would be answered by another forged
    reply, and would cost another fork server.
    """
    forged: list[Outcome] = []

    def ask(points: Sequence[Point]) -> Sequence[Outcome]:
        if forged:
            return forged[:1] * len(points)
        # All points of one request replace the same functions.
        plan = Plan.of_calls(
            [Call.of(suite.question(point.question), point.arguments) for point in points],
            _companion(points[0].replaced) if points[0].replaced else None,
            suite.loading,
        )
        outcomes = [seen.outcome for seen in run(submission, plan).observations]
        forged.extend(one for one in outcomes if isinstance(one, Tampered))
        return outcomes

    return ask


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
