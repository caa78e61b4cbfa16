"""What a written derivation is worth.  Pure.

The asked results earn one share of the points, the steps the other.  A slip costs once: in the
result that it spoils, else as a step.  What follows from a slip costs nothing more, and neither
does what was not understood: it is left out of the count, for a person to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.model import (
    CheckedDerivation,
    DerivationGrade,
    DerivationLine,
    DerivationResult,
    DerivationTask,
    ResultVerdict,
    WrittenDerivation,
)

_CREDIT: dict[ResultVerdict, float] = {
    "right": 1.0,
    "right_with_slip": 1.0,
    "right_then_slip": 0.5,
    "partly": 0.5,
    "wrong": 0.0,
    "not_shown": 0.0,
}
_SPOILT: tuple[ResultVerdict, ...] = ("wrong", "right_then_slip")
_HALF = 0.5
"""What a step counts that holds under a condition only that is not said."""


def mark_derivation(
    task: DerivationTask,
    written: WrittenDerivation | None,
    found: CheckedDerivation | None = None,
) -> DerivationGrade:
    """Return the grade of a derivation; ``written`` is None where none was handed in."""
    if written is None or found is None:
        return DerivationGrade("", points=task.points)
    share = task.results_share * _of_results(found) + task.steps_share * _of_steps(found)
    return DerivationGrade(written.filename, found, task.points * share, task.points)


def _of_results(found: CheckedDerivation) -> float:
    """Return which part of the results is right, of those that were understood."""
    known = [one for one in found.results if one.verdict != "unknown"]
    possible = sum(one.points for one in known)
    return sum(one.points * _credit(one, found) for one in known) / possible if possible else 0.0


def _credit(result: DerivationResult, found: CheckedDerivation) -> float:
    follows = any(line.verdict == "follows" for line in found.lines if line.line == result.line)
    if result.verdict == "wrong" and follows and not result.breaks:
        return 1.0  # the slip is in the derivation of another result, and was billed there
    return _CREDIT[result.verdict]


def _of_steps(found: CheckedDerivation) -> float:
    """Return which part of the steps holds, of those that were understood.

    A document that leaves results out has shown only a part of the way.
    """
    billed = _billed_in_results(found.results)
    counts = Counter(line.verdict for line in _steps(found.lines, billed))
    held = counts["holds"] + counts["follows"] + _HALF * counts["conditional"]
    steps = held + _HALF * counts["conditional"] + counts["breaks"]
    return _part_of_way(found.results) * held / steps if steps else 0.0


def _steps(lines: Sequence[DerivationLine], billed: frozenset[int]) -> Sequence[DerivationLine]:
    return [line for line in lines if line.verdict != "breaks" or line.line not in billed]


def _billed_in_results(results: Sequence[DerivationResult]) -> frozenset[int]:
    """Return the line of the slip that spoils each result: the last one on the way to it."""
    return frozenset(
        max(one.breaks, key=lambda line: (line <= one.line, line))
        for one in results
        if one.verdict in _SPOILT and one.breaks
    )


def _part_of_way(results: Sequence[DerivationResult]) -> float:
    possible = sum(one.points for one in results)
    shown = sum(one.points for one in results if one.verdict != "not_shown")
    return shown / possible if possible else 1.0
