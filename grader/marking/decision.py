"""The decision which of several fitting explanations is certain enough to be named.

Simple is what adds least to the mistakes that earlier questions showed, then what has fewest
mistakes, then what would not have shown in a question that is right.  Where that does not decide
there is no name, because silence is better than confident error; a few explanations that mean
different things are alternatives ("one of these").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from grader.marking.earlier import EarlierQuestions
from grader.marking.search import Candidate
from grader.model import Diagnosis, Misconception

MAX_ALTERNATIVES = 4
"""More sets of mistakes that explain the same answers say nothing to a student."""

_T = TypeVar("_T")


class Equivalence:
    """Which known mistakes are one mistake made in different ways.

    Parameters
    ----------
    misconceptions
        The known mistakes; ``same_as`` names the one that a mistake is another way of.
    """

    def __init__(self, misconceptions: Iterable[Misconception]) -> None:
        self._same: Mapping[str, str] = {
            known.id: known.same_as or known.id for known in misconceptions
        }

    def __call__(self, mistake: str) -> str:
        """Return the id that stands for this mistake and all its other ways."""
        return self._same[mistake]

    def distinct_sets(
        self, sets: Iterable[tuple[str, ...]], known: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """Return the sets that mean different things; of equal ones that of ``known`` mistakes."""
        distinct: dict[frozenset[str], tuple[str, ...]] = {}
        for ids in sets:
            same = frozenset(map(self, ids))
            if same not in distinct or set(ids) <= set(known):
                distinct[same] = ids
        return tuple(distinct.values())

    def as_named_before(self, mistakes: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
        """Return the mistakes once each, by the ids under which earlier questions showed them."""
        before = {self(id): id for id in reversed(known)}
        return tuple(dict.fromkeys(before.get(self(id), id) for id in mistakes))


def leading_candidates(
    candidates: Sequence[Candidate], earlier: EarlierQuestions, same: Equivalence
) -> list[Candidate]:
    """Return the simplest candidates that mean different things; none where they are too many."""
    leading = _simplest(candidates, earlier)
    if earlier.wrong:  # what an earlier question shows may be all there is to this one, too
        leading = [one for one in leading if not earlier.is_doubtful_pair(one.mistakes)]
    sets = same.distinct_sets([one.mistakes for one in leading], earlier.known)
    leading = [next(one for one in leading if one.mistakes == ids) for ids in sets]
    is_scaled = any(one.factor != 1.0 for one in leading)
    return [] if len(leading) > (1 if is_scaled else MAX_ALTERNATIVES) else leading


def diagnosis_of(
    carried: Sequence[str],
    leading: Sequence[Candidate],
    known: Sequence[str],
    same: Equivalence,
) -> Diagnosis:
    """Return the diagnosis that names what all leading candidates have in common.

    Parameters
    ----------
    carried
        Mistakes that are at work besides.
    leading
        Candidates that explain the answers equally well, at least one.
    known
        The mistakes that earlier questions showed.
    same
        Which mistakes are one.
    """
    sets = [same.as_named_before(one.mistakes, known) for one in leading]
    common = [id for id in sets[0] if all(id in ids for ids in sets)]
    named = tuple(dict.fromkeys((*carried, *common)))
    return Diagnosis(
        misconceptions=named,
        carried=tuple(id for id in named if id in known),
        scale=leading[0].factor,
        alternatives=_without(sets, common) if len(sets) > 1 else (),
    )


def least(options: Sequence[_T], by: Callable[[_T], Any]) -> list[_T]:
    """Return all options whose measure ``by`` is the least, in their order."""
    sizes = list(map(by, options))
    smallest = min(sizes, default=None)
    return [one for one, size in zip(options, sizes, strict=True) if size == smallest]


def _simplest(candidates: Sequence[Candidate], earlier: EarlierQuestions) -> list[Candidate]:
    """Return the candidates with the fewest new mistakes, then with the fewest in all.

    Of pairs, those come first of which less should have shown in a question that is right.
    """

    def complexity(candidate: Candidate) -> tuple[int, int]:
        mistakes = set(candidate.mistakes)
        return len(mistakes - set(earlier.known)), len(mistakes)

    def doubts(candidate: Candidate) -> int:
        return len(earlier.ruled_out.intersection(candidate.mistakes))

    leading = least(candidates, complexity)
    if len(leading) > 1 and len(leading[0].mistakes) > 1:
        leading = least(leading, doubts)
    return leading


def _without(sets: Sequence[tuple[str, ...]], common: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(id for id in ids if id not in common) for ids in sets)
