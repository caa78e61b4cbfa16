"""A file as fingerprints: numbers that are the same where a few pieces in a row are the same."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similarity.pieces import (
    CODE,
    WORDS,
    number_of,
    pieces_and_lines_of,
    pieces_of,
    text_of,
)

METHOD = "1"
"""Another one where other numbers come of the same file, so that they are never compared."""

Digests = NDArray[np.uint64]
"""Fingerprints, in ascending order, each once."""

_NAMES = np.array([number_of(f"${n}") for n in range(CODE)], np.uint64)
"""What stands for a student's own name: new, or as many tokens after it stood last."""

_TIMES, _HALF = np.uint64(number_of("times") | 1), np.uint64(32)


@dataclass(frozen=True, eq=False)
class Prints:
    """The fingerprints of one file: of its code, and of its words."""

    code: Digests
    words: Digests

    def packed(self) -> bytes:
        """As bytes, of which ``unpacked`` makes them again."""
        size = len(self.code).to_bytes(4, "little")
        return size + np.concatenate([self.code, self.words]).astype("<u8").tobytes()

    @classmethod
    def unpacked(cls, data: bytes) -> Prints:
        size = int.from_bytes(data[:4], "little")
        numbers = np.frombuffer(data, "<u8", offset=4)
        return cls(numbers[:size], numbers[size:])


@dataclass(frozen=True)
class Block:
    """What begins at the left margin, to the next such line: each fingerprint with the lines (from
    1) that its first and its last token begin on."""

    digests: tuple[int, ...]
    lines: tuple[tuple[int, ...], ...]


def prints_of(source: bytes) -> Prints:
    """The fingerprints of a file."""
    pieces = pieces_of(text_of(source))
    code = _code(pieces.code, pieces.back, _starts(pieces.code_ends, CODE))
    words = _windows(pieces.words, _starts(pieces.word_ends, WORDS), WORDS)
    # All at once, because there are few, and each step costs more than what it is done to.
    rows = np.zeros((len(code) + len(words), CODE), np.uint64)
    rows[: len(code)], rows[len(code) :, :WORDS] = code, words
    mixed = _mixed(rows)
    return Prints(np.unique(mixed[: len(code)]), np.unique(mixed[len(code) :]))


def blocks_of(source: bytes) -> tuple[Block, ...]:
    """The fingerprints of a file's code with the lines that they stand on, block by block."""
    pieces, lines = pieces_and_lines_of(text_of(source))
    starts = _starts(pieces.code_ends, CODE)
    digests = _mixed(_code(pieces.code, pieces.back, starts)).tolist()
    stand = [tuple(dict.fromkeys(lines[start : start + CODE])) for start in starts.tolist()]
    cuts = [0, *np.searchsorted(starts, pieces.code_ends).tolist()]
    return tuple(
        Block(tuple(digests[one:other]), tuple(stand[one:other]))
        for one, other in itertools.pairwise(cuts)
    )


def _code(
    tokens: Sequence[int], back: Sequence[int], starts: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Tokens in rows that do not depend on how the student's own names are spelled."""
    far = _windows(back, starts, CODE).astype(np.int64)
    within = np.where(far <= np.arange(CODE), far, 0)
    rows: NDArray[np.uint64] = np.where(far > 0, _NAMES[within], _windows(tokens, starts, CODE))
    return rows


def _starts(ends: Sequence[int], size: int) -> NDArray[np.int64]:
    """Where a fingerprint begins that ends in the same block."""
    whole = np.ones(ends[-1], bool)
    for end in ends:
        whole[max(end - size + 1, 0) : end] = False
    return np.flatnonzero(whole)


def _windows(numbers: Sequence[int], starts: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """So many numbers from each start on, one row a start."""
    rows: NDArray[np.uint64] = np.array(numbers, np.uint64)[starts[:, None] + np.arange(size)]
    return rows


def _mixed(windows: NDArray[np.uint64]) -> Digests:
    """One number for each row, by each of its numbers and their order.

    A sum would do against chance, but whoever chooses words could choose them to make it.
    """
    mixed = np.zeros(len(windows), np.uint64)
    for column in windows.T:
        mixed ^= column
        mixed *= _TIMES
        mixed ^= mixed >> _HALF
    return mixed
