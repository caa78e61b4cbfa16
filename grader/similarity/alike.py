"""Files to the clusters that stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.similarity.excerpts import excerpts
from grader.similarity.nouns import Cluster, Likeness, Pair
from grader.similarity.prints import Digests, Prints, prints_of

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
    prints = {student: prints_of(source) for student, source in sources.items()}
    return alike(prints, sources.__getitem__, template, answers)


def alike(
    prints: Mapping[str, Prints],
    source: Callable[[str], bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """The same of files whose fingerprints are known; the few that are shown are read again."""
    students, given = sorted(prints), prints_of(template)
    files = [prints[student] for student in students]
    code = _Channel([one.code for one in files], given.code)
    words = _Channel([one.words for one in files], given.words)
    unusual = _unusual([(answers or {}).get(student, frozenset()) for student in students])
    found, typical = _standing_out(code, words, unusual)
    return Likeness(
        compared=len(students),
        typical=typical,
        clusters=tuple(
            _cluster(group, students, source, unusual, code) for group in _groups(found)
        ),
    )


class _Channel:
    """One kind of fingerprint of all files, by how rare each is; those ``given`` are left out."""

    def __init__(self, files: Sequence[Digests], given: Digests) -> None:
        count = len(files)
        owners = np.repeat(np.arange(count, dtype=np.int32), [file.size for file in files])
        digests, ids, spread = np.unique(
            np.concatenate([*files, np.empty(0, np.uint64)]),
            return_inverse=True,
            return_counts=True,
        )
        rare = (spread <= max(3, _COMMON * count)) & ~np.isin(digests, given)
        kept = rare[ids]
        self._digests, spread, owners = digests[rare], spread[rare], owners[kept]
        self._weights = np.log((count + 1) / spread)
        # One run of fingerprints for each file, and one run of files for each fingerprint.
        self._ids = (np.cumsum(rare, dtype=np.int32) - 1)[ids[kept]]
        self._first = np.searchsorted(owners, np.arange(count + 1))
        order = np.argsort(self._ids, kind="stable")
        self._holders = owners[order]
        self._next = np.empty_like(order)
        self._next[order] = np.arange(1, order.size + 1)
        self._ends = np.cumsum(spread)
        self._sizes = np.bincount(owners, self._weights[self._ids], minlength=count)

    def row(self, place: int) -> Numbers:
        """How alike each later file is to this one: the weight of what is in both, as a part of
        that of what is in either."""
        later, ids = len(self._sizes) - place - 1, self._of(place)
        if not ids.size or self._sizes[place] < _LEAST_WEIGHT:
            return np.zeros(later)
        starts = self._next[self._first[place] : self._first[place + 1]]
        lengths = self._ends[ids] - starts
        runs = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        holders = self._holders[runs + np.arange(runs.size)] - (place + 1)
        repeats = np.repeat(self._weights[ids], lengths)
        both = np.bincount(holders, repeats, minlength=later)
        either = self._sizes[place + 1 :] + self._sizes[place] - both
        # Rounded, so that the order in which weights were added decides nothing.
        alike: Numbers = np.round(both / np.maximum(either, _LEAST_WEIGHT), 6)
        return alike

    def shared(self, one: int, other: int) -> dict[int, float]:
        """The fingerprints that both files have, and what each weighs."""
        ids = np.intersect1d(self._of(one), self._of(other), assume_unique=True)
        return dict(zip(self._digests[ids].tolist(), self._weights[ids].tolist(), strict=True))

    def _of(self, place: int) -> NDArray[np.int32]:
        found: NDArray[np.int32] = self._ids[self._first[place] : self._first[place + 1]]
        return found


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
        alike = code.row(one)
        spread += np.bincount((alike * _BINS).astype(np.int64), minlength=_BINS + 1)
        near = np.flatnonzero(alike >= NEARLY)
        said = words.row(one) if near.size else alike
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
    source: Callable[[str], bytes],
    unusual: Sequence[frozenset[str]],
    code: _Channel,
) -> Cluster:
    def shown() -> Iterator[Pair]:
        for one, other, near, said in group[:_MOST_PAIRS]:
            names = students[one], students[other]
            files = source(names[0]), source(names[1])
            yield Pair(
                students=names,
                code=near,
                words=said,
                answers=tuple(sorted(unusual[one] & unusual[other])),
                excerpts=excerpts(names, files, code.shared(one, other)),
            )

    members = sorted({place for pair in group for place in pair[:2]})
    return Cluster(tuple(students[place] for place in members), tuple(shown()), len(group))
