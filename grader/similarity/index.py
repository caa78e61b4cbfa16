"""Find the pairs of similar files of a class without comparing every file with every other.

The search is exact up to `_MOST_CANDIDATES`, by prefix filtering.  Let the fingerprints of a file
A of weight w(A) be ordered from the rarest, and let its prefix end where less than t w(A) is left.
If the weighted Jaccard index of A and B is at least t, then w(A and B) >= t max(w(A), w(B)), so
the rarest common fingerprint lies in both prefixes.  It suffices to look up prefixes, which hold
the fingerprints that the fewest files have.

References
----------
Chaudhuri, Ganti, Kaushik: A primitive operator for similarity joins in data cleaning, ICDE 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from grader.similarity.fingerprints import Digests
from grader.similarity.frequency import Frequency, Ids, Numbers

LEAST_WEIGHT = 40.0
"""Files of less weight (stubs, the bare template) are too small to compare."""

_MOST_CANDIDATES = 500
"""Files that one file is compared with, those with most in common in their prefixes."""
_ROUNDING = 1e-9

Places = NDArray[np.int64]


class Index:
    """The files of a class by their rarest fingerprints.

    Attributes
    ----------
    _ids : array, shape (n_postings,)
        The fingerprints of each file in turn that other files have; ``_first`` says where each
        file begins.
    _weights : array, shape (n_files,)
    _holders : array, shape (n_prefix_postings,)
        The files whose prefix has an id, for each id in turn; ``_next`` says for each posting of
        a prefix where the later files with the same id begin, ``_ends`` where they end.
    """

    def __init__(
        self, files: Callable[[], Iterable[Digests]], frequency: Frequency, least: float
    ) -> None:
        """Index files, to find pairs whose similarity is ``least`` or more."""
        self._frequency, self._least = frequency, least
        ids = [frequency.ids(file) for file in files()]
        self._weights = np.array([frequency.weight(file) for file in files()])
        self._first = np.cumsum([0, *(one.size for one in ids)])
        prefixes = [self._prefix(one, w) for one, w in zip(ids, self._weights, strict=True)]
        self._ids = np.concatenate([*ids, np.empty(0, np.int32)])
        self._prefix_first = np.cumsum([0, *(one.size for one in prefixes)])
        self._prefix_ids = np.concatenate([*prefixes, np.empty(0, np.int32)])
        owners = np.repeat(np.arange(len(ids), dtype=np.int32), [one.size for one in prefixes])
        order = np.argsort(self._prefix_ids, kind="stable")
        self._holders = owners[order]
        self._next = np.empty_like(order)
        self._next[order] = np.arange(1, order.size + 1)
        self._ends = np.searchsorted(
            self._prefix_ids[order], np.arange(frequency.weights.size), side="right"
        )
        self._mark = np.zeros(frequency.weights.size)

    def similar(self, place: int) -> tuple[Places, Numbers]:
        """Return later files that are similar to a file, and how similar each is (0 to 1)."""
        later = self._candidates(place)
        likeness = self.likeness(place, later)
        near = likeness >= self._least
        return later[near], likeness[near]

    def likeness(self, place: int, others: Places) -> Numbers:
        """Return the weighted Jaccard index of a file and each of the others.

        It is the weight of the fingerprints that both files have, divided by the weight of those
        that either has, or by the least weight of a file.
        """
        if not others.size:
            return np.empty(0)
        own = self._ids[self._first[place] : self._first[place + 1]]
        self._mark[own] = self._frequency.weights[own]
        starts, ends = self._first[others], self._first[others + 1]
        common = np.append(self._mark[self._ids[_runs(starts, ends)]], 0.0)
        lengths = ends - starts
        both = np.add.reduceat(common, np.cumsum(lengths) - lengths) * (lengths > 0)
        self._mark[own] = 0.0
        either = self._weights[others] + self._weights[place] - both
        # Rounding removes the effect of the order in which weights are added.
        likeness: Numbers = np.round(both / np.maximum(either, LEAST_WEIGHT), 6)
        return likeness

    def _prefix(self, ids: Ids, weight: float) -> Ids:
        """Return the ids of a prefix; fingerprints that no other file has come before all ids."""
        if weight < LEAST_WEIGHT:
            return ids[:0]
        weights = self._frequency.weights[ids]
        left = weights[::-1].cumsum()[::-1]
        return ids[left >= self._least * weight * (1 - _ROUNDING)]

    def _candidates(self, place: int) -> Places:
        """Return later files with a part of their prefix in common, ascending."""
        own = slice(self._prefix_first[place], self._prefix_first[place + 1])
        ids, starts = self._prefix_ids[own], self._next[own]
        ends = self._ends[ids]
        holders = self._holders[_runs(starts, ends)]
        if not holders.size:
            return np.empty(0, np.int64)
        weights = np.repeat(self._frequency.weights[ids], ends - starts)
        found, which = np.unique(holders, return_inverse=True)
        lighter = np.minimum(self._weights[found], self._weights[place])
        heavier = np.maximum(self._weights[found], self._weights[place])
        common = np.bincount(which, weights) * (lighter >= self._least * heavier)
        best = np.argsort(-common, kind="stable")[:_MOST_CANDIDATES]
        return np.sort(found[best[common[best] > 0]]).astype(np.int64)


def _runs(starts: Places, ends: Places) -> Places:
    """Return the numbers from each start up to its end, one run after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return offsets + np.arange(offsets.size)
