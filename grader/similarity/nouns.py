"""What is said of submissions that are alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExcerptLine:
    """One line of a student's file, raw: hostile.  ``shared`` where the other file has it too."""

    number: int
    text: str
    shared: bool


@dataclass(frozen=True)
class Excerpt:
    """The lines of one file that are most alike to the other's."""

    student: str
    lines: tuple[ExcerptLine, ...]
    more: int = 0


@dataclass(frozen=True)
class Pair:
    """Two students' files: how much of what is rare in them is in both (0 to 1), in the code and
    in the words, and the unusual wrong answers that both give."""

    students: tuple[str, str]
    code: float
    words: float
    answers: tuple[str, ...]
    excerpts: tuple[Excerpt, Excerpt]


@dataclass(frozen=True)
class Cluster:
    """Students whose files are linked by pairs that stand out.  ``pairs`` are the closest ones,
    ``linked`` how many there are."""

    students: tuple[str, ...]
    pairs: tuple[Pair, ...]
    linked: int


@dataclass(frozen=True)
class Likeness:
    """The clusters of a class, the closest first; ``typical`` is the median of all its pairs."""

    compared: int = 0
    typical: float = 0.0
    clusters: tuple[Cluster, ...] = ()
