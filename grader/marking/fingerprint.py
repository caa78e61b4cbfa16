"""Fingerprints: an answer reduced to its kind and one number.

The number is the inner product of the answer with a direction that belongs to the case: a unit
vector drawn from the case's id.  Two arrays of the same shape that differ by a relative 1e-2 have
numbers that agree to 1e-5 with a probability of about 1e-3 in one case, and of 1e-3 to the power
of their number in several.  So thousands of hypotheses are held against a student's answers with
one comparison of two small tables, and never by arrays.

An answer with an entry that is not finite has no number: which entries are inf and which nan
depends on the order of the arithmetic, not on the mistake.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from grader.model import Array, frozen

NOT_FINITE = "not finite"
RAISES = "raises"

_LARGE = 1e150

_MOST_KEPT = 1024
"""The size up to which directions are kept: what students return may be of any."""

_ARITHMETIC_ERRORS = ("OverflowError", "ZeroDivisionError")
"""The exceptions of plain Python where numpy returns inf or nan."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """The kinds and projections of one answer to each of n cases.

    ``projections`` and ``norms`` have shape (n,); the norms are the Frobenius norms of the answers,
    the scale on which projections differ.
    """

    kinds: tuple[str, ...]
    projections: Array
    norms: Array


@dataclass(frozen=True, eq=False)
class FingerprintTable:
    """Many fingerprints as a table: a row for each, a column for each case.

    ``kinds`` holds indices into ``vocabulary``; it and ``projections`` have shape (rows, cases).
    """

    kinds: Array
    projections: Array
    vocabulary: dict[str, int]

    @classmethod
    def of(cls, prints: Sequence[Fingerprint], cases: int) -> FingerprintTable:
        """Return the table of fingerprints that have one entry for each of so many cases."""
        words = dict.fromkeys(kind for one in prints for kind in one.kinds)
        vocabulary = {kind: index for index, kind in enumerate(words)}
        kinds = np.array([[vocabulary[kind] for kind in one.kinds] for one in prints], int)
        numbers = np.array([one.projections for one in prints])
        return cls(kinds.reshape(-1, cases), numbers.reshape(-1, cases), vocabulary)

    def kind_codes(self, kinds: Sequence[str]) -> Array:
        """Return the kinds as indices into the vocabulary, -1 for one that no row has."""
        return np.array([self.vocabulary.get(kind, -1) for kind in kinds])

    def alike(self, one: Fingerprint, slack: float) -> Array:
        """Return a mask, shape (rows,): True where a row agrees in every case.

        ``slack`` is how far off projections may be, relative to the fingerprint's norms.
        """
        with np.errstate(all="ignore"):
            off = np.abs(self.projections - one.projections)
        same = self.kinds == self.kind_codes(one.kinds)
        agree: Array = (same & (off <= slack * one.norms)).all(axis=1)
        return agree


def fingerprint(cases: Sequence[str], answers: Sequence[Array | str]) -> Fingerprint:
    """Return the fingerprint of answers.

    Parameters
    ----------
    cases
        The ids of the cases.
    answers
        For each case an array, or the name of an exception's type.
    """
    kinds, numbers = [], np.zeros((2, len(cases)))
    with np.errstate(all="ignore"):
        for place, (case, answer) in enumerate(zip(cases, answers, strict=True)):
            kind, *numbers[:, place] = _one(case, answer)
            kinds.append(kind)
    return Fingerprint(tuple(kinds), frozen(numbers[0]), frozen(numbers[1]))


class Fingerprinter:
    """Takes fingerprints of answers to a question, those of the expected shapes in one pass.

    Parameters
    ----------
    cases
        The ids of the cases.
    expected
        The right answer to each.
    known
        The kinds of answers that hypotheses are known to give.
    """

    def __init__(
        self, cases: Sequence[str], expected: Sequence[Array], known: Container[str]
    ) -> None:
        self._cases = tuple(cases)
        self._known = known
        self._shapes = [array.shape if array.size else None for array in expected]
        self._kinds = [_kind(array.shape) for array in expected]
        sizes = [max(array.size, 1) for array in expected]
        self._blanks = [np.zeros(size) for size in sizes]
        self._starts = np.cumsum([0, *sizes[:-1]])
        self._directions = np.concatenate(list(map(direction, cases, sizes)))

    def fingerprint(self, answers: Sequence[Array | str]) -> Fingerprint:
        """Return the fingerprint of one answer to each case.

        It is that of ``fingerprint`` but for rounding; large answers of unknown kinds have
        projection 0.
        """
        usual = [
            not isinstance(answer, str) and answer.shape == shape
            for answer, shape in zip(answers, self._shapes, strict=True)
        ]
        given = [
            cast(Array, answer).ravel() if plain else blank
            for answer, plain, blank in zip(answers, usual, self._blanks, strict=True)
        ]
        with np.errstate(all="ignore"):
            flat = np.concatenate(given, dtype=np.float64, casting="unsafe")
            numbers = np.add.reduceat(flat * self._directions, self._starts)
            norms = np.sqrt(np.add.reduceat(flat * flat, self._starts))
            kinds = list(self._kinds)
            for i in np.flatnonzero(~(np.isfinite(norms) & usual)).tolist():
                kinds[i], numbers[i], norms[i] = _one(self._cases[i], answers[i], self._known)
        return Fingerprint(tuple(kinds), numbers, norms)


def _one(
    case: str, answer: Array | str, known: Container[str] | None = None
) -> tuple[str, float, float]:
    """Return the kind of an answer, its projection and its norm."""
    if isinstance(answer, str):
        kind = NOT_FINITE if answer in _ARITHMETIC_ERRORS else f"{RAISES} {answer}"
        return kind, 0.0, 0.0
    flat = answer.ravel().astype(np.float64, copy=False)
    norm = math.sqrt(flat @ flat) if flat.size else 0.0
    if not math.isfinite(norm):  # or too large to be squared
        norm = float(np.linalg.norm(flat / _LARGE)) * _LARGE
    if not math.isfinite(norm):
        return NOT_FINITE, 0.0, 0.0
    kind = _kind(answer.shape)
    if known is None or kind in known:
        return kind, float(direction(case, flat.size) @ flat), norm
    if flat.size > _MOST_KEPT:
        return kind, 0.0, norm
    # A direction for every size that anybody returns would fill what is kept.
    return kind, float(_direction(case, flat.size) @ flat), norm


Column = tuple[Sequence[str], Array, Array]
"""The kinds, numbers and norms of many answers to one case."""


def column(case: str, answers: Sequence[Array | str]) -> Column:
    """Return the kinds, projections and norms of many answers to one case.

    They are bit for bit those of ``fingerprint``.  Answers that are one object are looked at once.
    """
    places: dict[int, int] = {}
    rows = [places.setdefault(id(answer), len(places)) for answer in answers]
    distinct = list({id(answer): answer for answer in answers}.values())
    kinds, numbers, norms = [""] * len(distinct), np.zeros(len(distinct)), np.zeros(len(distinct))
    with np.errstate(all="ignore"):
        for shape, group in _by_shape(distinct).items():
            numbers[group], norms[group] = _sums(case, [distinct[i] for i in group])
            for i in group:
                kinds[i] = _kind(shape)
        for i, kind in enumerate(kinds):
            if not kind or not math.isfinite(norms[i]):
                kinds[i], numbers[i], norms[i] = _one(case, distinct[i])
    return [kinds[i] for i in rows], numbers[rows], norms[rows]


def _by_shape(answers: Sequence[Array | str]) -> dict[tuple[int, ...], list[int]]:
    """Return the places of the arrays of each shape."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, answer in enumerate(answers):
        if not isinstance(answer, str) and answer.size:
            groups.setdefault(answer.shape, []).append(place)
    return groups


def _sums(case: str, answers: Sequence[Array | str]) -> tuple[Array, Array]:
    """Return the projections and norms of arrays of one shape."""
    flat = np.array(answers, np.float64).reshape(len(answers), 1, -1)
    # A product for each answer, because one of matrices rounds in another order.
    numbers = flat @ direction(case, flat.shape[2])[:, None]
    norms = np.sqrt(flat @ flat.reshape(len(answers), -1, 1))
    return numbers[:, 0, 0], norms[:, 0, 0]


@functools.lru_cache(maxsize=1024)
def _kind(shape: tuple[int, ...]) -> str:
    return f"array {'x'.join(map(str, shape))}"


def direction(case: str, size: int) -> Array:
    """Return the unit vector of a length that belongs to a case.

    The vector is drawn from a generator that is seeded with the case's id and the length.
    """
    return _kept_direction(case, size) if size <= _MOST_KEPT else _direction(case, size)


@functools.lru_cache(maxsize=4096)
def _kept_direction(case: str, size: int) -> Array:
    return _direction(case, size)


def _direction(case: str, size: int) -> Array:
    vector = np.random.default_rng([size, *case.encode()]).normal(size=size)
    return frozen(vector / np.linalg.norm(vector))
