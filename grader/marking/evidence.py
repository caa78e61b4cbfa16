"""Evidence: the answers to one question as fingerprints, ready to be held against hypotheses.

Pure.  A hypothesis must predict every answer of a question, so the evidence is all of its marked
cases and examples or nothing: an answer that no wrong formula gives (a time limit, a string)
leaves nothing to explain.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.compare import ZERO_SCALE
from grader.marking.fingerprint import NOT_FINITE, RAISES, Fingerprint
from grader.model import Array, Raised, Returned, Status, Verdict

EXPLICABLE = (
    Status.RIGHT,
    Status.WRONG_VALUE,
    Status.NOT_FINITE,
    Status.WRONG_SHAPE,
    Status.RAISED,
)
"""What an answer to a question can come to by a wrong formula."""

_CLEARLY_APART = 10.0
"""Tolerances between two answers that are not the same but for rounding."""


@dataclass(frozen=True, eq=False)
class QuestionEvidence:
    """The answers to a question's marked cases and examples.

    Parameters
    ----------
    columns
        The positions of these n cases in the question, shape (n,).
    answered, right
        The fingerprints of the student's answers and of the right ones.
    messages
        The texts of the exceptions, empty where none was raised.
    wrong
        Boolean mask, shape (n,): the answers that are not right.
    allowed
        How far off an answer may be, relative to itself, shape (n,).
    of_form
        Boolean mask, shape (n,): the cases that ask how arguments are treated.
    is_constant
        True where all arrays together hold a single number.
    """

    columns: Array
    answered: Fingerprint
    right: Fingerprint
    messages: tuple[str, ...]
    wrong: Array
    allowed: Array
    of_form: Array
    is_constant: bool

    @property
    def slack(self) -> Array:
        """How far off a hypothesis' projection may be in each case, shape (n,)."""
        return self.allowed * np.maximum(self.answered.norms, ZERO_SCALE)

    @functools.cached_property
    def raised(self) -> Array:
        """Boolean mask, shape (n,): the cases that ended in an exception."""
        return np.array([kind.startswith(RAISES) for kind in self.answered.kinds], bool)

    @functools.cached_property
    def not_finite(self) -> Array:
        """Boolean mask, shape (n,): the answers with an entry that is not finite."""
        return np.array([kind == NOT_FINITE for kind in self.answered.kinds], bool)

    @functools.cached_property
    def is_multiple_of_right(self) -> bool:
        """True where the finite answers are the right ones times one factor."""
        pairs = zip(self.answered.kinds, self.right.kinds, strict=True)
        alike = np.array([mine == theirs for mine, theirs in pairs])
        mine, right = self.answered.projections[alike], self.right.projections[alike]
        if not alike.any() or not right.any():
            return False
        with np.errstate(all="ignore"):
            off = np.abs(mine - (mine @ right) / (right @ right) * right)
            return bool((off <= _CLEARLY_APART * self.slack[alike]).all())


def answer_of(verdict: Verdict) -> Array | str:
    """Return the array that was returned, or the name of the exception that was raised.

    Raises
    ------
    AssertionError
        The verdict's status is none of ``EXPLICABLE``.
    """
    match verdict.observation.outcome:
        case Returned(value=value):
            return value
        case Raised(error=error):
            return error
    raise AssertionError(f"{verdict.status} is not explicable")


def messages_of(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the text of each verdict's exception, empty where none was raised."""
    outcomes = (verdict.observation.outcome for verdict in verdicts)
    return tuple(one.message if isinstance(one, Raised) else "" for one in outcomes)
