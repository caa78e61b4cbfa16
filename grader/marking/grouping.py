"""Groups of unexplained wrong answers that are the same.  Pure.

Students who make the same mistake, one that nobody has put into a catalogue yet, give the same
wrong numbers in the same cases.  The shown cases have the same arguments for everybody, so their
answers make a name for the group.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.marking.fingerprint import fingerprint
from grader.model import Question, Returned, Status, Verdict

_DIGITS = 5
"""Rounding differs from program to program in the last of sixteen digits, mistakes before these."""

_COMPARABLE = (Status.RIGHT, Status.WRONG_VALUE, Status.NOT_FINITE, Status.WRONG_SHAPE)


def group_name(question: Question, verdicts: Sequence[Verdict]) -> str:
    """Name the group of students who give these wrong answers.

    Parameters
    ----------
    question
        The question.
    verdicts
        The verdicts on its cases.

    Returns
    -------
    str
        The same name for the same public answers; empty where these are right, or no arrays.
    """
    shown = [verdict for verdict in verdicts if not verdict.hidden]
    if all(verdict.right for verdict in shown):
        return ""
    if any(verdict.status not in _COMPARABLE for verdict in shown):
        return ""
    words = [_word(verdict) for verdict in shown]
    import hashlib  # loads a large library: only where it is needed

    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()
    return f"{question.id}-{digest[:6]}"


def _word(verdict: Verdict) -> str:
    """Return one answer as a word that does not depend on the order of the arithmetic."""
    outcome = verdict.observation.outcome
    if verdict.right or not isinstance(outcome, Returned):
        return verdict.status.value
    one = fingerprint([verdict.case], [outcome.value])
    norm = float(one.norms[0])
    direction = float(one.projections[0]) / norm if norm else 0.0
    return f"{one.kinds[0]} {norm:.{_DIGITS}e} {round(direction, _DIGITS) + 0.0:.{_DIGITS}f}"
