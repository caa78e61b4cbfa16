"""Exceptions by the line that raises them: one line that raises is one thing to mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.model import Outcome, Raised, Verdict

_FEWEST_RIGHT = 3
"""Right answers that must show that nothing else is wrong."""


def raising_line(outcome: Outcome | None) -> tuple[str, int] | None:
    """Return the exception's type and the innermost line of the student's file it came from."""
    if not isinstance(outcome, Raised) or not outcome.trace:
        return None
    return outcome.error, outcome.trace[-1].line


def shared_raising_line(
    verdicts: Sequence[Verdict], earlier: Mapping[str, Sequence[Verdict]]
) -> tuple[str, ...]:
    """Return the first earlier question that the same line stops, where nothing else is wrong.

    Parameters
    ----------
    verdicts
        The verdicts on the question.
    earlier
        Those on earlier questions that are not right, by the questions' ids.

    Returns
    -------
    tuple of str
        One id, or none.
    """
    lines = {raising_line(one.observation.outcome) for one in verdicts if not one.right}
    if None in lines or sum(one.right for one in verdicts) < _FEWEST_RIGHT:
        return ()
    for id, before in earlier.items():
        if lines <= {raising_line(one.observation.outcome) for one in before}:
            return (id,)
    return ()
