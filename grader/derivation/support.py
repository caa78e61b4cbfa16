"""Withhold a tick that hangs on one guess about a customary name.

Some names are customary and not fixed by the statement: a is what enters a unit in one book and
what leaves it in the next.  Where only one line of a document would hold with another meaning of
such a name, the name may just as well be a slip of the pen: a person has to look.
"""

from __future__ import annotations

from dataclasses import replace

from grader.derivation.judge import ChainSteps, Judgement
from grader.derivation.nodes import Symbol, walk
from grader.derivation.specification import NameKey
from grader.derivation.steps import Step
from grader.derivation.verdicts import Verdict


def without_guesses(judgement: Judgement) -> Judgement:
    """Return the judgement in which a line that holds by a guess only is not understood."""
    guesses = judgement.setting.reading.guesses
    if not guesses:
        return judgement
    chains = tuple(_withheld(own, guesses) for own in judgement.chains)
    return replace(judgement, chains=chains)


def lines_with(judgement: Judgement, key: NameKey) -> int:
    """Return how many lines with a name hold."""
    return sum(
        step.verdict is Verdict.HOLDS and key in _names_of_step(own, place, step)
        for own in judgement.chains
        for place, step in enumerate(own.steps)
    )


def _withheld(own: ChainSteps, guesses: frozenset[NameKey]) -> ChainSteps:
    steps = list(own.steps)
    for place, step in enumerate(steps):
        if step.verdict is Verdict.HOLDS:
            guessed = sorted(guesses & _names_of_step(own, place, step))
            if guessed:
                reason = (
                    f"it would hold if '{guessed[0][0]}' had another meaning, which nobody says"
                )
                steps[place] = Step(Verdict.UNKNOWN, reason)
    return replace(own, steps=tuple(steps))


def _names_of_step(own: ChainSteps, place: int, step: Step) -> set[NameKey]:
    sides = own.chain.sides[step.compared_with or 0], own.chain.sides[place]
    nodes = [side.node for side in sides if side.node is not None]
    symbols = (part for node in nodes for part in walk(node) if isinstance(part, Symbol))
    return {(one.base, one.tag) for one in symbols}
