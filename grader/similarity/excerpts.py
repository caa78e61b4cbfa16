"""The lines of two files that are most alike, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.similarity.nouns import Excerpt, ExcerptLine
from grader.similarity.prints import Block, Prints, lines_of

_MOST_LINES = 14
_MOST_CHARACTERS = 160


def excerpts(
    students: tuple[str, str],
    sources: tuple[bytes, bytes],
    files: tuple[Prints, Prints],
    rare: Mapping[int, float],
) -> tuple[Excerpt, Excerpt]:
    """The block of the first file that shares most with the second, and its counterpart there."""
    shared = files[0].code & files[1].code & rare.keys()
    first = _heaviest(files[0], shared, rare)
    second = _heaviest(files[1], shared & _digests(first), rare)
    return (
        _excerpt(students[0], sources[0], first, shared),
        _excerpt(students[1], sources[1], second, shared),
    )


def _heaviest(file: Prints, digests: Iterable[int], rare: Mapping[int, float]) -> Block:
    wanted = frozenset(digests)
    return max(file.blocks, key=lambda block: sum(rare[d] for d in _digests(block) & wanted))


def _digests(block: Block) -> frozenset[int]:
    return frozenset(one.digest for one in block.code)


def _excerpt(student: str, source: bytes, block: Block, shared: frozenset[int]) -> Excerpt:
    if not block.code:
        return Excerpt(student, ())
    marked = {line for one in block.code if one.digest in shared for line in one.lines}
    lines = lines_of(source)
    first, last = block.code[0].lines[0], block.code[-1].lines[-1]
    shown = range(first, min(last, first + _MOST_LINES - 1) + 1)
    return Excerpt(
        student,
        tuple(
            ExcerptLine(number, lines[number - 1][:_MOST_CHARACTERS], number in marked)
            for number in shown
        ),
        more=last - shown[-1],
    )
