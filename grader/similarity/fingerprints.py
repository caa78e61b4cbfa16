"""Fingerprints of a file: hashes of its k-grams."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similarity.tokens import (
    CODE,
    WORDS,
    hash_of,
    text_of,
    tokenize,
    tokenize_with_lines,
)

METHOD = "1"
"""Version of the method; fingerprints of different versions are never compared."""

Digests = NDArray[np.uint64]
"""Fingerprints in ascending order, without duplicates; shape (n,)."""

_NAMES = np.array([hash_of(f"${n}") for n in range(CODE)], np.uint64)
"""Replacements for a student's own name: new, or n tokens after its last use."""

_TIMES, _HALF = np.uint64(hash_of("times") | 1), np.uint64(32)


@dataclass(frozen=True, eq=False)
class Fingerprints:
    """The fingerprints of one file: of its code and of its words."""

    code: Digests
    words: Digests

    def packed(self) -> bytes:
        """Return the fingerprints as bytes for `unpacked`."""
        size = len(self.code).to_bytes(4, "little")
        return size + np.concatenate([self.code, self.words]).astype("<u8").tobytes()

    @classmethod
    def unpacked(cls, data: bytes) -> Fingerprints:
        """Return the fingerprints that `packed` wrote."""
        size = int.from_bytes(data[:4], "little")
        numbers = np.frombuffer(data, "<u8", offset=4)
        return cls(numbers[:size], numbers[size:])


@dataclass(frozen=True)
class Block:
    """Code from one line at the left margin to the next.

    ``lines`` holds, for each fingerprint, the lines (from 1) on which its tokens begin.
    """

    digests: tuple[int, ...]
    lines: tuple[tuple[int, ...], ...]


def fingerprints_of(source: bytes) -> Fingerprints:
    """Return the fingerprints of a file."""
    stream = tokenize(text_of(source))
    code = _code(stream.code, stream.back, _starts(stream.code_ends, CODE))
    words = _windows(stream.words, _starts(stream.word_ends, WORDS), WORDS)
    # Both kinds are hashed together: the arrays are small, so numpy's overhead per call dominates.
    rows = np.zeros((len(code) + len(words), CODE), np.uint64)
    rows[: len(code)], rows[len(code) :, :WORDS] = code, words
    mixed = _mixed(rows)
    return Fingerprints(np.unique(mixed[: len(code)]), np.unique(mixed[len(code) :]))


def blocks_of(source: bytes) -> tuple[Block, ...]:
    """Return the code fingerprints of a file with their lines, by block."""
    stream, lines = tokenize_with_lines(text_of(source))
    starts = _starts(stream.code_ends, CODE)
    digests = _mixed(_code(stream.code, stream.back, starts)).tolist()
    stand = [tuple(dict.fromkeys(lines[start : start + CODE])) for start in starts.tolist()]
    cuts = [0, *np.searchsorted(starts, stream.code_ends).tolist()]
    return tuple(
        Block(tuple(digests[one:other]), tuple(stand[one:other]))
        for one, other in itertools.pairwise(cuts)
    )


def _code(
    tokens: Sequence[int], back: Sequence[int], starts: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return k-grams that do not depend on the spelling of the student's names."""
    far = _windows(back, starts, CODE).astype(np.int64)
    within = np.where(far <= np.arange(CODE), far, 0)
    rows: NDArray[np.uint64] = np.where(far > 0, _NAMES[within], _windows(tokens, starts, CODE))
    return rows


def _starts(ends: Sequence[int], size: int) -> NDArray[np.int64]:
    """Return the starts of the k-grams that lie within one block."""
    whole = np.ones(ends[-1], bool)
    for end in ends:
        whole[max(end - size + 1, 0) : end] = False
    return np.flatnonzero(whole)


def _windows(numbers: Sequence[int], starts: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """Return ``size`` numbers from each start, shape (n_starts, size)."""
    rows: NDArray[np.uint64] = np.array(numbers, np.uint64)[starts[:, None] + np.arange(size)]
    return rows


def _mixed(windows: NDArray[np.uint64]) -> Digests:
    """Hash each row, order included.

    A sum would suffice against chance, but a student could choose words to match a sum.
    """
    mixed = np.zeros(len(windows), np.uint64)
    for column in windows.T:
        mixed ^= column
        mixed *= _TIMES
        mixed ^= mixed >> _HALF
    return mixed
