"""The result of comparing a class: clusters of similar files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExcerptLine:
    """One raw line of a student's file: hostile text.

    ``shared`` is True if the other file has the line too.
    """

    number: int
    text: str
    shared: bool


@dataclass(frozen=True)
class Excerpt:
    """The lines of one file that are most similar to the other file."""

    student: str
    lines: tuple[ExcerptLine, ...]
    more: int = 0


@dataclass(frozen=True)
class FilePair:
    """Two similar files.

    Attributes
    ----------
    students : tuple of str
    code, words : float
        The share (0 to 1) of the rare fingerprints of code and of words that is in both files.
    answers : tuple of str
        Unusual wrong answers that both students gave.
    excerpts : tuple of Excerpt
        Without lines where many pairs are closer.
    """

    students: tuple[str, str]
    code: float
    words: float
    answers: tuple[str, ...]
    excerpts: tuple[Excerpt, Excerpt]


@dataclass(frozen=True)
class SimilarFiles:
    """Students whose files are linked by pairs that stand out.

    Attributes
    ----------
    students : tuple of str
    pairs : tuple of FilePair
        The closest pairs.
    linked : int
        The number of all pairs.
    """

    students: tuple[str, ...]
    pairs: tuple[FilePair, ...]
    linked: int


@dataclass(frozen=True)
class Likeness:
    """The clusters of a class, the closest first.

    Attributes
    ----------
    compared : int
        The number of files compared.
    typical : float
        The median similarity of all pairs, 0 to 1.
    clusters : tuple of SimilarFiles
    """

    compared: int = 0
    typical: float = 0.0
    clusters: tuple[SimilarFiles, ...] = ()
