"""The lines of two files that are most alike, for a person to judge."""

from __future__ import annotations

from collections.abc import Mapping

from grader.similarity.nouns import Excerpt, ExcerptLine
from grader.similarity.pieces import text_of
from grader.similarity.prints import Block, blocks_of

_MOST_LINES = 14
_MOST_CHARACTERS = 160


def excerpts(
    students: tuple[str, str], sources: tuple[bytes, bytes], shared: Mapping[int, float]
) -> tuple[Excerpt, Excerpt]:
    """The block of the first file that shares most with the second, and its counterpart there.

    ``shared`` are the fingerprints of the code that both files have, and what each weighs.
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
