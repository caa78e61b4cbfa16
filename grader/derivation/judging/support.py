"""Withhold verdicts that hang on what a name means, where the document does not show it.

Some names mean one thing in one book and another in the next.  Where only one line of a document
would hold with another meaning of a customary name, the name may just as well be a slip of the pen:
no tick.  Where several chains break that have a name which other notations use otherwise, and no
line with it holds, the document seems to use another notation: no cross.  A person has to look.
"""

from __future__ import annotations

from dataclasses import replace

from grader.derivation.grammar.nodes import Differential, Symbol, contains, walk
from grader.derivation.judging.judge import ChainSteps, Judgement
from grader.derivation.judging.steps import ComparedStep
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.names.specification import NameKey

_SEVERAL = 2


def without_partial_differentials(judgement: Judgement) -> Judgement:
    """Return the judgement in which no differential breaks: the text holds something fixed."""
    chains = tuple(_without_breaks(own) for own in judgement.chains)
    return replace(judgement, chains=chains)


def _without_breaks(own: ChainSteps) -> ChainSteps:
    if not any(contains(node, Differential) for node in own.chain.nodes):
        return own
    reason = "the text holds something fixed, and a differential does not say what"
    withheld = (LineVerdict.BREAKS, LineVerdict.CONDITIONAL)
    steps = (
        ComparedStep(LineVerdict.UNKNOWN, reason) if step.verdict in withheld else step
        for step in own.steps
    )
    return replace(own, steps=tuple(steps))


def without_guesses(judgement: Judgement) -> Judgement:
    """Return the judgement in which a line that holds by a guess only is not understood."""
    guesses = judgement.setting.reading.guesses
    if not guesses:
        return judgement
    chains = tuple(_withheld(own, guesses) for own in judgement.chains)
    return replace(judgement, chains=chains)


def without_foreign_names(judgement: Judgement) -> Judgement:
    """Return the judgement in which no line breaks by a name that seems to mean something else."""
    foreign = frozenset(key for key in _movable(judgement) if _seems_foreign(judgement, key))
    if not foreign:
        return judgement
    chains = tuple(_uncrossed(own, foreign) for own in judgement.chains)
    return replace(judgement, chains=chains)


def _movable(judgement: Judgement) -> set[NameKey]:
    """Return the names that some notation uses otherwise and the document does not define."""
    specification = judgement.setting.specification
    names = {key for profile in specification.profiles for key in profile.names}
    return (names | specification.customary) - set(judgement.setting.definitions)


def _seems_foreign(judgement: Judgement, key: NameKey) -> bool:
    broken = sum(
        any(
            step.verdict is LineVerdict.BREAKS and key in _names_of_step(own, place, step)
            for place, step in enumerate(own.steps)
        )
        for own in judgement.chains
    )
    return broken >= _SEVERAL and not lines_with(judgement, key)


def _uncrossed(own: ChainSteps, foreign: frozenset[NameKey]) -> ChainSteps:
    steps = list(own.steps)
    for place, step in enumerate(steps):
        named = sorted(foreign & _names_of_step(own, place, step))
        if named and step.verdict in (LineVerdict.BREAKS, LineVerdict.FOLLOWS):
            reason = f"'{named[0][0]}' seems to mean something else than in the statement"
            steps[place] = ComparedStep(LineVerdict.UNKNOWN, reason)
    return replace(own, steps=tuple(steps))


def lines_with(judgement: Judgement, key: NameKey) -> int:
    """Return how many lines with a name hold."""
    return sum(
        step.verdict is LineVerdict.HOLDS and key in _names_of_step(own, place, step)
        for own in judgement.chains
        for place, step in enumerate(own.steps)
    )


def _withheld(own: ChainSteps, guesses: frozenset[NameKey]) -> ChainSteps:
    steps = list(own.steps)
    for place, step in enumerate(steps):
        if step.verdict is LineVerdict.HOLDS:
            guessed = sorted(guesses & _names_of_step(own, place, step))
            if guessed:
                reason = (
                    f"it would hold if '{guessed[0][0]}' had another meaning, which nobody says"
                )
                steps[place] = ComparedStep(LineVerdict.UNKNOWN, reason)
    return replace(own, steps=tuple(steps))


def _names_of_step(own: ChainSteps, place: int, step: ComparedStep) -> set[NameKey]:
    sides = own.chain.sides[step.compared_with or 0], own.chain.sides[place]
    nodes = [side.node for side in sides if side.node is not None]
    symbols = (part for node in nodes for part in walk(node) if isinstance(part, Symbol))
    return {(one.base, one.tag) for one in symbols}
