"""Compare the files of a class and cluster the pairs that stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.similarity.excerpts import excerpts
from grader.similarity.fingerprints import Digests, Fingerprints, fingerprints_of
from grader.similarity.likeness import Cluster, FilePair, Likeness

ALIKE = 0.9
"""Similarity (0 to 1) from which the code alone stands out."""
NEARLY, WORDS = 0.6, 0.4
"""Similarity of code that needs further evidence, and of words as such evidence."""

_MOST_PAIRS = 3
_COMMON = 0.3
"""Fingerprints that more than this part of a class has are ignored."""
_LEAST_WEIGHT = 40.0
"""Files of less weight (stubs, the bare template) are too small to compare."""
_UNUSUAL = 0.03
"""A wrong answer is unusual if at most this part of a class gives it."""
_BINS = 1000

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]
IndexPair = tuple[int, int, float, float]
"""Indices of two files, and the similarity of their code and of their words."""


def cluster_sources(
    sources: Mapping[str, bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """Cluster the files of a class by similarity.

    Parameters
    ----------
    sources : mapping from str to bytes
        The file of each student.
    template : bytes
        The file that everybody began from.
    answers : mapping from str to frozenset of str, optional
        Names of each student's wrong answers, see `wrong_answers`.

    Notes
    -----
    Memory is linear in the number of files, and the order of the files does not matter.
    """
    fingerprints = {student: fingerprints_of(source) for student, source in sources.items()}
    return cluster_fingerprints(fingerprints, sources.__getitem__, template, answers)


def cluster_fingerprints(
    fingerprints: Mapping[str, Fingerprints],
    source: Callable[[str], bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """Cluster files whose fingerprints are known; read again only those shown.

    Parameters
    ----------
    fingerprints : mapping from str to Fingerprints
    source : callable
        Returns the file of a student.
    template, answers
        As for `cluster_sources`.
    """
    students, given = sorted(fingerprints), fingerprints_of(template)
    files = [fingerprints[student] for student in students]
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
    """Inverted index of one kind of fingerprint, without those in ``given``.

    Attributes
    ----------
    _ids : array, shape (n_postings,)
        The fingerprints of each file in turn.
    _holders : array, shape (n_postings,)
        The files of each fingerprint in turn.
    _sizes : array, shape (n_files,)
        The total weight of each file.
    """

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
        """Return the similarity of each later file, shape (n_files - place - 1,).

        It is the weighted Jaccard index: the weight of the fingerprints that both files have,
        divided by the weight of those that either has.
        """
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
        # Rounding removes the effect of the order in which weights are added.
        likeness: Numbers = np.round(both / np.maximum(either, _LEAST_WEIGHT), 6)
        return likeness

    def shared(self, one: int, other: int) -> dict[int, float]:
        """Return the fingerprints that both files have, with their weights."""
        ids = np.intersect1d(self._of(one), self._of(other), assume_unique=True)
        return dict(zip(self._digests[ids].tolist(), self._weights[ids].tolist(), strict=True))

    def _of(self, place: int) -> NDArray[np.int32]:
        found: NDArray[np.int32] = self._ids[self._first[place] : self._first[place + 1]]
        return found


def _unusual(answers: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return each student's wrong answers that only a few students give, but at least two."""
    spread = Counter(answer for given in answers for answer in given)
    most = max(2, _UNUSUAL * len(answers))
    return [frozenset(a for a in given if 2 <= spread[a] <= most) for given in answers]


def _standing_out(
    code: _Channel, words: _Channel, unusual: Sequence[frozenset[str]]
) -> tuple[list[IndexPair], float]:
    """Return the pairs that stand out, and the median similarity of all pairs."""
    count, found = len(unusual), []
    spread = np.zeros(_BINS + 1, np.int64)
    for one in range(count - 1):
        likeness = code.row(one)
        spread += np.bincount((likeness * _BINS).astype(np.int64), minlength=_BINS + 1)
        near = np.flatnonzero(likeness >= NEARLY)
        said = words.row(one) if near.size else likeness
        for gap in near.tolist():
            other = one + 1 + gap
            more = said[gap] >= WORDS or bool(unusual[one] & unusual[other])
            if likeness[gap] >= ALIKE or more:
                found.append((one, other, float(likeness[gap]), float(said[gap])))
    return found, _median(spread)


def _median(spread: Ids) -> float:
    total = int(spread.sum())
    if not total:
        return 0.0
    return float(np.searchsorted(spread.cumsum(), (total + 1) // 2)) / _BINS


def _groups(found: Sequence[IndexPair]) -> list[list[IndexPair]]:
    """Return the pairs of each connected component; the closest pair and component come first."""
    leader: dict[int, int] = {}
    for one, other, *_ in found:
        leader[_lead(leader, other)] = _lead(leader, one)
    groups: dict[int, list[IndexPair]] = {}
    for pair in sorted(found, key=lambda pair: (-pair[2], -pair[3], pair[:2])):
        groups.setdefault(_lead(leader, pair[0]), []).append(pair)
    return list(groups.values())


def _lead(leader: dict[int, int], place: int) -> int:
    while leader.setdefault(place, place) != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place


def _cluster(
    group: Sequence[IndexPair],
    students: Sequence[str],
    source: Callable[[str], bytes],
    unusual: Sequence[frozenset[str]],
    code: _Channel,
) -> Cluster:
    def shown() -> Iterator[FilePair]:
        for one, other, near, said in group[:_MOST_PAIRS]:
            names = students[one], students[other]
            files = source(names[0]), source(names[1])
            yield FilePair(
                students=names,
                code=near,
                words=said,
                answers=tuple(sorted(unusual[one] & unusual[other])),
                excerpts=excerpts(names, files, code.shared(one, other)),
            )

    members = sorted({place for pair in group for place in pair[:2]})
    return Cluster(tuple(students[place] for place in members), tuple(shown()), len(group))
