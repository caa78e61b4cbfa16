"""Compare the files of a class and cluster the pairs that stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from grader.similarity.excerpts import excerpts
from grader.similarity.fingerprints import Fingerprints, fingerprints_of
from grader.similarity.index import PrefixIndex, WeightedFiles
from grader.similarity.likeness import Excerpt, FilePair, Likeness, SimilarFiles

ALIKE = 0.9
"""Similarity (0 to 1) from which the code alone stands out."""
NEARLY, WORDS = 0.6, 0.4
"""Similarity of code that needs further evidence, and of words as such evidence."""

_MOST_PAIRS = 3
_MOST_SHOWN = 100
"""Clusters of which excerpts are made, the closest: each takes reading files again."""
_SAMPLE = 400
"""Files of which all pairs are compared, to say how similar files of this class usually are."""
_UNUSUAL = 0.03
"""A wrong answer is unusual if at most this part of a class gives it."""

IndexPair = tuple[int, int, float, float]
"""Indices of two files, and the similarity of their code and of their words."""


def cluster_sources(
    sources: Mapping[str, bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """SimilarFiles the files of a class by similarity.

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
    Time grows with the number of pairs that have rare fingerprints in common, see `PrefixIndex`.
    """
    fingerprints = {student: fingerprints_of(source) for student, source in sources.items()}
    return cluster_fingerprints(fingerprints, sources.__getitem__, template, answers)


def cluster_fingerprints(
    fingerprints: Mapping[str, Fingerprints],
    source: Callable[[str], bytes],
    template: bytes = b"",
    answers: Mapping[str, frozenset[str]] | None = None,
) -> Likeness:
    """SimilarFiles files whose fingerprints are known; read again only those shown.

    Parameters
    ----------
    fingerprints : mapping from str to Fingerprints
    source : callable
        Returns the file of a student.
    template, answers
        As for `cluster_sources`.
    """
    students, given = sorted(fingerprints), fingerprints_of(template)
    code = WeightedFiles(lambda: (fingerprints[one].code for one in students), given.code)
    words = WeightedFiles(lambda: (fingerprints[one].words for one in students), given.words)
    unusual = _unusual([(answers or {}).get(student, frozenset()) for student in students])

    def shared(one: int, other: int) -> dict[int, float]:
        files = fingerprints[students[one]], fingerprints[students[other]]
        return code.frequency.by_digest(files[0].code, files[1].code)

    return Likeness(
        compared=len(students),
        typical=_typical(code),
        clusters=tuple(
            _cluster(group, students, source, unusual, shared if n < _MOST_SHOWN else None)
            for n, group in enumerate(_groups(_standing_out(code, words, unusual)))
        ),
    )


def _unusual(answers: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return each student's wrong answers that only a few students give, but at least two."""
    spread = Counter(answer for given in answers for answer in given)
    most = max(2, _UNUSUAL * len(answers))
    return [frozenset(a for a in given if 2 <= spread[a] <= most) for given in answers]


def _standing_out(
    code: WeightedFiles, words: WeightedFiles, unusual: Sequence[frozenset[str]]
) -> list[IndexPair]:
    """Return the pairs that stand out, ascending."""
    index, found = PrefixIndex(code, NEARLY), []
    for one in range(len(unusual) - 1):
        others, near = index.similar(one)
        said = words.likeness(one, others)
        for place in np.flatnonzero((near >= ALIKE) | (said >= WORDS) | bool(unusual[one])):
            other, pair = int(others[place]), (float(near[place]), float(said[place]))
            if pair[0] >= ALIKE or pair[1] >= WORDS or unusual[one] & unusual[other]:
                found.append((one, other, *pair))
    return found


def _typical(files: WeightedFiles) -> float:
    """Return the median similarity of all pairs of a sample of files."""
    count = files.weights.size
    sample = np.unique(np.linspace(0, max(count - 1, 0), min(count, _SAMPLE)).astype(np.int64))
    pairs = [files.likeness(int(one), sample[n + 1 :]) for n, one in enumerate(sample)]
    every = np.sort(np.concatenate([*pairs, np.empty(0)]))
    return float(every[(every.size - 1) // 2]) if every.size else 0.0


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
    shared: Callable[[int, int], dict[int, float]] | None,
) -> SimilarFiles:
    def shown() -> Iterator[FilePair]:
        for one, other, near, said in group[:_MOST_PAIRS]:
            names = students[one], students[other]
            yield FilePair(
                students=names,
                code=near,
                words=said,
                answers=tuple(sorted(unusual[one] & unusual[other])),
                excerpts=(
                    excerpts(names, (source(names[0]), source(names[1])), shared(one, other))
                    if shared
                    else (Excerpt(names[0], ()), Excerpt(names[1], ()))
                ),
            )

    members = sorted({place for pair in group for place in pair[:2]})
    return SimilarFiles(tuple(students[place] for place in members), tuple(shown()), len(group))
