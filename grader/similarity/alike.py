"""Files to the clusters that stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.similarity.excerpts import excerpts
from grader.similarity.nouns import Cluster, Likeness, Pair
from grader.similarity.prints import prints_of

ALIKE = 0.9
"""Above this the code alone stands out."""
NEARLY, WORDS = 0.6, 0.4
"""Above the first the code stands out together with words, or with an unusual wrong answer."""

_MOST_PAIRS = 3
_COMMON = 0.3
"""What more than this part of a class has in its files tells nothing."""
_LEAST_WEIGHT = 40.0
"""Files with less of weight in them (stubs, the template) are too small to say anything of."""
_UNUSUAL = 0.03
"""The part of a class that may give a wrong answer which still is unusual."""
_BINS = 1000

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]
Digests = NDArray[np.uint64]
Found = tuple[int, int, float, float]
"""Two files by number, and how alike their code and their words are."""


def similar(
    sources: Mapping[str, bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """What stands out among these files, by student.

    ``template`` is what everybody began from; ``answers`` are names for the wrong answers that a
    student gave.  Memory is linear in the number of files, and the order of the files is of no
    account.
    """
    students = sorted(sources)
    given = prints_of(template)
    # Which lines a fingerprint stands on takes ten times its room, and is asked of few files only.
    digests = [
        (_digests(one.code - given.code), _digests(one.words - given.words))
        for one in (prints_of(sources[student]) for student in students)
    ]
    code = _Channel([code for code, _ in digests])
    words = _Channel([words for _, words in digests])
    unusual = _unusual([(answers or {}).get(student, frozenset()) for student in students])
    found, typical = _standing_out(code, words, unusual)
    rare = code.weighted
    return Likeness(
        compared=len(students),
        typical=typical,
        clusters=tuple(
            _cluster(group, students, sources, unusual, rare) for group in _groups(found)
        ),
    )


def _digests(prints: frozenset[int]) -> Digests:
    """In eight bytes each, where a set takes a hundred."""
    return np.array(sorted(prints), np.uint64)


class _Channel:
    """One kind of fingerprint of all files, by how rare each is."""

    def __init__(self, files: Sequence[Digests]) -> None:
        count = len(files)
        spread = Counter(digest for file in files for digest in file.tolist())
        most = max(3, _COMMON * count)
        rare = sorted(digest for digest, number in spread.items() if number <= most)
        number = {digest: id for id, digest in enumerate(rare)}
        weights = np.array([np.log((count + 1) / spread[digest]) for digest in rare])
        self._files = [_ids(number[d] for d in file.tolist() if d in number) for file in files]
        self._weights = weights
        holders: list[list[int]] = [[] for _ in rare]
        for place, ids in enumerate(self._files):
            for id in ids.tolist():
                holders[id].append(place)
        self._held = [np.array(places, np.int64) for places in holders]
        self._sizes = np.array([weights[ids].sum() for ids in self._files])
        self.weighted = {digest: float(weights[id]) for digest, id in number.items()}

    def row(self, place: int) -> Numbers:
        """How alike each file is to this one: the weight of what is in both, as a part of that
        of what is in either."""
        ids = self._files[place]
        if not ids.size or self._sizes[place] < _LEAST_WEIGHT:
            return np.zeros(len(self._files))
        holders = [self._held[id] for id in ids.tolist()]
        repeats = np.repeat(self._weights[ids], [one.size for one in holders])
        both = np.bincount(np.concatenate(holders), repeats, minlength=len(self._files))
        either = self._sizes + self._sizes[place] - both
        # Rounded, so that the order in which weights were added decides nothing.
        alike: Numbers = np.round(both / np.maximum(either, _LEAST_WEIGHT), 6)
        return alike


def _ids(numbers: Iterable[int]) -> Ids:
    return np.array(sorted(numbers), np.int64)


def _unusual(answers: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Of each student's wrong answers those that few give, but not they alone."""
    spread = Counter(answer for given in answers for answer in given)
    most = max(2, _UNUSUAL * len(answers))
    return [frozenset(a for a in given if 2 <= spread[a] <= most) for given in answers]


def _standing_out(
    code: _Channel, words: _Channel, unusual: Sequence[frozenset[str]]
) -> tuple[list[Found], float]:
    """The pairs that stand out, and the median of all pairs."""
    count, found = len(unusual), []
    spread = np.zeros(_BINS + 1, np.int64)
    for one in range(count - 1):
        alike = code.row(one)[one + 1 :]
        spread += np.bincount((alike * _BINS).astype(np.int64), minlength=_BINS + 1)
        near = np.flatnonzero(alike >= NEARLY)
        said = words.row(one)[one + 1 :] if near.size else alike
        for gap in near.tolist():
            other = one + 1 + gap
            more = said[gap] >= WORDS or bool(unusual[one] & unusual[other])
            if alike[gap] >= ALIKE or more:
                found.append((one, other, float(alike[gap]), float(said[gap])))
    return found, _median(spread)


def _median(spread: Ids) -> float:
    total = int(spread.sum())
    if not total:
        return 0.0
    return float(np.searchsorted(spread.cumsum(), (total + 1) // 2)) / _BINS


def _groups(found: Sequence[Found]) -> list[list[Found]]:
    """The pairs by the cluster that they link, the closest pair first, and the closest cluster."""
    leader: dict[int, int] = {}
    for one, other, *_ in found:
        leader[_lead(leader, other)] = _lead(leader, one)
    groups: dict[int, list[Found]] = {}
    for pair in sorted(found, key=lambda pair: (-pair[2], -pair[3], pair[:2])):
        groups.setdefault(_lead(leader, pair[0]), []).append(pair)
    return list(groups.values())


def _lead(leader: dict[int, int], place: int) -> int:
    while leader.setdefault(place, place) != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place


def _cluster(
    group: Sequence[Found],
    students: Sequence[str],
    sources: Mapping[str, bytes],
    unusual: Sequence[frozenset[str]],
    rare: Mapping[int, float],
) -> Cluster:
    def shown() -> Iterator[Pair]:
        for one, other, code, words in group[:_MOST_PAIRS]:
            names = students[one], students[other]
            files = sources[names[0]], sources[names[1]]
            yield Pair(
                students=names,
                code=code,
                words=words,
                answers=tuple(sorted(unusual[one] & unusual[other])),
                excerpts=excerpts(names, files, (prints_of(files[0]), prints_of(files[1])), rare),
            )

    members = sorted({place for pair in group for place in pair[:2]})
    return Cluster(tuple(students[place] for place in members), tuple(shown()), len(group))
