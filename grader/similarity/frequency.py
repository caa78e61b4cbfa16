"""Count in how many files each fingerprint occurs, in memory bounded by what files share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from grader.similarity.fingerprints import Digests

_AT_ONCE = 4_000_000
"""Fingerprints that are counted at the same time: 32 MB."""

_COMMON = 0.3
"""Fingerprints that more than this part of a class has are ignored."""

Ids = NDArray[np.int32]
Numbers = NDArray[np.float64]


class Frequency:
    """The document frequency of each fingerprint that several files have.

    Ids number those fingerprints from 0, the rarest first.

    Attributes
    ----------
    weights : array, shape (n_ids,)
        The inverse document frequency of each id, in nats: log((n_files + 1) / spread).
    """

    def __init__(self, files: Callable[[], Iterable[Digests]], given: Digests) -> None:
        """Count; ``files`` is read several times, and fingerprints in ``given`` are left out."""
        count = total = 0
        for file in files():
            count, total = count + 1, total + file.size
        digests, spread = _several(files, 1 + total // _AT_ONCE)
        left_out = (spread > max(3, _COMMON * count)) | np.isin(digests, given)
        kept, spread = digests[~left_out], spread[~left_out]
        order = np.lexsort((kept, spread))
        self._digests, self._ids = kept, np.empty(order.size, np.int32)
        self._ids[order] = np.arange(order.size, dtype=np.int32)
        self._without = np.union1d(digests[left_out], given)
        self.weights: Numbers = np.log((count + 1) / spread[order])
        self._alone = float(np.log(count + 1))

    def weigh(self, file: Digests) -> tuple[Ids, float]:
        """Return the ids of what other files have too, ascending, and the weight of the file."""
        places = _places(self._digests, file)
        ids = np.sort(self._ids[places[places >= 0]])
        unknown = file[places < 0]
        left_out = int(np.count_nonzero(_places(self._without, unknown) >= 0))
        return ids, float(self.weights[ids].sum()) + self._alone * (unknown.size - left_out)

    def by_digest(self, one: Digests, other: Digests) -> dict[int, float]:
        """Return the fingerprints that both files have, with their weights."""
        both = np.intersect1d(one, other, assume_unique=True)
        places = _places(self._digests, both)
        known = places >= 0
        weights = self.weights[self._ids[places[known]]]
        return dict(zip(both[known].tolist(), weights.tolist(), strict=True))


def _several(
    files: Callable[[], Iterable[Digests]], parts: int
) -> tuple[Digests, NDArray[np.int64]]:
    """Return the fingerprints that at least two files have, and in how many they are.

    One part of the range of hashes after the other is counted, so that those of a whole class
    are never in memory together.
    """
    bounds = [np.uint64(2**64 * part // parts) for part in range(parts)]
    digests, spread = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for part, lower in enumerate(bounds):
        upper = bounds[part + 1] if part + 1 < parts else None
        slices = [_between(file, lower, upper) for file in files()]
        found, counts = np.unique(np.concatenate([*slices, digests[0][:0]]), return_counts=True)
        digests.append(found[counts > 1])
        spread.append(counts[counts > 1])
    return np.concatenate(digests), np.concatenate(spread)


def _between(file: Digests, lower: np.uint64, upper: np.uint64 | None) -> Digests:
    last = file.size if upper is None else np.searchsorted(file, upper)
    found: Digests = file[np.searchsorted(file, lower) : last].copy()
    return found


def _places(table: Digests, digests: Digests) -> NDArray[np.int64]:
    """Return where each digest is in a sorted table, -1 where it is not."""
    if not table.size:
        return np.full(digests.size, -1, np.int64)
    places = np.minimum(np.searchsorted(table, digests), table.size - 1)
    return np.where(table[places] == digests, places, -1)
