"""What earlier questions of the same submission have shown, while the later ones are diagnosed."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.marking.prepared import PreparedQuestion
from grader.marking.search_budget import SearchBudget
from grader.model import Diagnosis, Fit, Status, Verdict

_EXACT = 1e-10
"""Relative distance; right double-precision code errs less, but for badly conditioned cases."""


@dataclass
class EarlierQuestions:
    """The diagnoses so far, and what follows from them for the questions to come.

    ``right`` are the questions, earlier and later, whose answers are all right.
    """

    prepared: Mapping[str, PreparedQuestion]
    right: frozenset[str]
    budget: SearchBudget
    """What may still be tried for the submission."""

    diagnoses: dict[str, Diagnosis | None] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    """The mistakes that were named."""

    changes: dict[str, Fit] = field(default_factory=dict)
    """What fits the answers to questions without a diagnosis."""

    _inexact: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        prepared: Mapping[str, PreparedQuestion],
        verdicts: Mapping[str, Sequence[Verdict]],
        budget: SearchBudget,
    ) -> EarlierQuestions:
        """Return the state before the first question is diagnosed."""
        right = (id for id in prepared if all(v.status is Status.RIGHT for v in verdicts[id]))
        return cls(prepared, frozenset(right), budget)

    def add(self, id: str, diagnosis: Diagnosis | None, verdicts: Sequence[Verdict]) -> None:
        """Record the diagnosis of the next question."""
        self.diagnoses[id] = diagnosis
        if diagnosis:
            self.known = tuple(dict.fromkeys(self.known + diagnosis.misconceptions))
        if id in self.right and is_inexact(verdicts):
            self._inexact.add(id)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The earlier questions that are not right."""
        return tuple(id for id in self.diagnoses if id not in self.right)

    @property
    def deviating(self) -> tuple[str, ...]:
        """The earlier questions whose functions are not right to the last digits."""
        return tuple(id for id in self.diagnoses if id not in self.right or id in self._inexact)

    @property
    def sources(self) -> tuple[str, ...]:
        """The deviating questions but for those whose functions follow from another one.

        What follows is what the recipe gives on top of its source, so the source stands for it.
        """
        found = {id: self.diagnoses[id] for id in self.deviating}
        return tuple(id for id, one in found.items() if not (one and one.carried_forward))

    @functools.cached_property
    def ruled_out(self) -> frozenset[str]:
        """The mistakes that would have shown in a question that is right."""
        return frozenset().union(*(self.prepared[id].mistakes for id in self.right))

    def is_doubtful_pair(self, mistakes: Sequence[str]) -> bool:
        """Return whether a new mistake of several would have shown in a question that is right."""
        new = set(mistakes) - set(self.known)
        return len(mistakes) > 1 and bool(self.ruled_out & new)

    def mistakes_shown_by(self, questions: Sequence[str]) -> tuple[str, ...]:
        """Return the mistakes that were named in these questions."""
        found = [self.diagnoses[id] for id in questions]
        return tuple(dict.fromkeys(id for one in found if one for id in one.misconceptions))


def is_inexact(verdicts: Sequence[Verdict]) -> bool:
    """Return whether right answers are further off than double precision makes them."""
    return any(verdict.distance is not None and verdict.distance > _EXACT for verdict in verdicts)
