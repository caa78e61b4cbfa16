"""Choose the most similar lines of two files, for a person to judge."""

from __future__ import annotations

from collections.abc import Mapping

from grader.similarity.fingerprints import Block, blocks_of
from grader.similarity.likeness import Excerpt, ExcerptLine
from grader.similarity.tokens import text_of

_MOST_LINES = 14
_MOST_CHARACTERS = 160


def excerpts(
    students: tuple[str, str], sources: tuple[bytes, bytes], shared: Mapping[int, float]
) -> tuple[Excerpt, Excerpt]:
    """Return the block of each file that shares most with the other file.

    Parameters
    ----------
    students : tuple of str
    sources : tuple of bytes
        Their files.
    shared : mapping from int to float
        The code fingerprints that both files have, with their weights.
    """
    files = blocks_of(sources[0]), blocks_of(sources[1])
    first = _heaviest(files[0], shared)
    there = {digest: shared[digest] for digest in first.digests if digest in shared}
    second = _heaviest(files[1], there)
    return (
        _excerpt(students[0], sources[0], first, shared),
        _excerpt(students[1], sources[1], second, shared),
    )


def _heaviest(blocks: tuple[Block, ...], wanted: Mapping[int, float]) -> Block:
    return max(blocks, key=lambda block: sum(wanted.get(one, 0.0) for one in set(block.digests)))


def _excerpt(student: str, source: bytes, block: Block, shared: Mapping[int, float]) -> Excerpt:
    if not block.digests:
        return Excerpt(student, ())
    stand = zip(block.digests, block.lines, strict=True)
    marked = {line for digest, lines in stand if digest in shared for line in lines}
    lines = text_of(source).split("\n")
    first, last = block.lines[0][0], block.lines[-1][-1]
    shown = range(first, min(last, first + _MOST_LINES - 1) + 1)
    return Excerpt(
        student,
        tuple(
            ExcerptLine(number, lines[number - 1][:_MOST_CHARACTERS], number in marked)
            for number in shown
        ),
        more=last - shown[-1],
    )
