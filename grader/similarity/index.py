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

_MOST_CANDIDATES = 1000
"""Files that one file is compared with, those with most in common in their prefixes."""
_ROUNDING = 1e-9

Places = NDArray[np.int64]


class WeightedFiles:
    """The files of a class as sets of weighted fingerprints.

    Attributes
    ----------
    frequency : Frequency
    weights : array, shape (n_files,)
        The weight of each file.
    _ids : array, shape (n_postings,)
        The fingerprints of each file in turn that other files have; ``_first`` says where each
        file begins.
    """

    def __init__(self, files: Callable[[], Iterable[Digests]], given: Digests) -> None:
        """Read the files several times; fingerprints in ``given`` are left out."""
        self.frequency = Frequency(files, given)
        found = [self.frequency.weigh(file) for file in files()]
        self.weights = np.array([weight for _, weight in found])
        self._ids = np.concatenate([*(ids for ids, _ in found), np.empty(0, np.int32)])
        self._first = np.cumsum([0, *(ids.size for ids, _ in found)])
        self._mark = np.zeros(self.frequency.weights.size)

    def ids(self, place: int) -> Ids:
        """Return the fingerprints of a file that other files have, the rarest first."""
        found: Ids = self._ids[self._first[place] : self._first[place + 1]]
        return found

    def likeness(self, place: int, others: Places) -> Numbers:
        """Return the weighted Jaccard index of a file and each of the others.

        It is the weight of the fingerprints that both files have, divided by the weight of those
        that either has, or by the least weight of a file.
        """
        if not others.size:
            return np.empty(0)
        own = self.ids(place)
        self._mark[own] = self.frequency.weights[own]
        starts, ends = self._first[others], self._first[others + 1]
        common = np.append(self._mark[self._ids[_runs(starts, ends)]], 0.0)
        lengths = ends - starts
        both = np.add.reduceat(common, np.cumsum(lengths) - lengths) * (lengths > 0)
        self._mark[own] = 0.0
        either = self.weights[others] + self.weights[place] - both
        # Rounding removes the effect of the order in which weights are added.
        likeness: Numbers = np.round(both / np.maximum(either, LEAST_WEIGHT), 6)
        return likeness


class PrefixIndex:
    """The files of a class by their rarest fingerprints.

    Attributes
    ----------
    _ids : array, shape (n_postings,)
        The fingerprints in the prefix of each file in turn; ``_first`` says where each file begins.
    _holders : array, shape (n_postings,)
        The files whose prefix has an id, for each id in turn; ``_next`` says for each posting where
        the later files with the same id begin, ``_ends`` where they end.
    """

    def __init__(self, files: WeightedFiles, least: float) -> None:
        """Index files, to find pairs whose similarity is ``least`` or more."""
        self._files, self._least = files, least
        prefixes = [self._prefix(place) for place in range(files.weights.size)]
        sizes = [prefix.size for prefix in prefixes]
        self._ids = np.concatenate([*prefixes, np.empty(0, np.int32)])
        self._first = np.cumsum([0, *sizes])
        order = np.argsort(self._ids, kind="stable")
        self._holders = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        self._next = np.empty_like(order)
        self._next[order] = np.arange(1, order.size + 1)
        every = np.arange(files.frequency.weights.size)
        self._ends = np.searchsorted(self._ids[order], every, side="right")

    def similar(self, place: int) -> tuple[Places, Numbers]:
        """Return later files that are similar to a file, and how similar each is (0 to 1)."""
        later = self._candidates(place)
        likeness = self._files.likeness(place, later)
        near = likeness >= self._least
        return later[near], likeness[near]

    def _prefix(self, place: int) -> Ids:
        """Return the ids of a prefix; fingerprints that no other file has come before all ids."""
        ids, weight = self._files.ids(place), self._files.weights[place]
        if weight < LEAST_WEIGHT:
            return ids[:0]
        left = self._files.frequency.weights[ids][::-1].cumsum()[::-1]
        prefix: Ids = ids[left >= self._least * weight * (1 - _ROUNDING)]
        return prefix

    def _candidates(self, place: int) -> Places:
        """Return later files with a part of their prefix in common, ascending."""
        own = slice(self._first[place], self._first[place + 1])
        ids, starts = self._ids[own], self._next[own]
        ends = self._ends[ids]
        holders = self._holders[_runs(starts, ends)]
        if not holders.size:
            return np.empty(0, np.int64)
        shared = np.bincount(
            holders - (place + 1), np.repeat(self._files.frequency.weights[ids], ends - starts)
        )
        found = np.flatnonzero(shared)
        others = found + place + 1
        lighter = np.minimum(self._files.weights[others], self._files.weights[place])
        heavier = np.maximum(self._files.weights[others], self._files.weights[place])
        fits = lighter >= self._least * heavier
        shared, others = shared[found[fits]], others[fits]
        if others.size > _MOST_CANDIDATES:
            others = np.sort(others[np.argsort(-shared, kind="stable")[:_MOST_CANDIDATES]])
        return others.astype(np.int64)


def _runs(starts: Places, ends: Places) -> Places:
    """Return the numbers from each start up to its end, one run after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return offsets + np.arange(offsets.size)
