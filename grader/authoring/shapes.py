"""What each parameter is: an array of some shape, or a number, as an author says it.

x=N,D              an array whose axes have the lengths N and D, which every case draws anew
b=3                an array of three entries
n=int              a whole number, and likewise float
decay=float:0.5..1 between these bounds, and likewise the entries of an array: s=N,D:0..2
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError

PLAIN = ("int", "float")
"""The words for plain numbers, which have no axes."""


@dataclass(frozen=True)
class Shape:
    """What a parameter is.

    Parameters
    ----------
    lengths
        The length of each axis, in letters or digits; or one of the words of ``PLAIN``.
    bounds
        Between what its numbers are drawn; nothing where the usual ones do.
    """

    lengths: tuple[str, ...]
    bounds: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of argument: one of ``PLAIN``, or an array."""
        return self.lengths[0] if self.lengths and self.lengths[0] in PLAIN else "array"

    @property
    def drawn(self) -> str:
        """The expression that draws such a parameter."""
        match self.kind:
            case "int":
                low, high = self.bounds or ("2", "5")
                return f"int(rng.integers({low}, {high}, endpoint=True))"
            case "float":
                return f"float(rng.uniform({', '.join(self.bounds or ('0.5', '2'))}))"
        axes = ", ".join(self.lengths) + "," * (len(self.lengths) == 1)
        if self.bounds:
            return f"rng.uniform({', '.join(self.bounds)}, size=({axes}))"
        return f"rng.normal(size=({axes}))"


Shapes = Mapping[str, Shape]

_SIZES = (6, 3, 5, 2, 4, 7)
"""Lengths of the first case: no two letters have the same."""


def parse_shapes(texts: Iterable[str]) -> dict[str, Shape]:
    """Return the shape of each parameter.  Raise UsageError."""
    return dict(map(_parsed, texts))


def _parsed(text: str) -> tuple[str, Shape]:
    name, equals, said = (part.strip() for part in text.partition("="))
    shape, colon, between = (part.strip() for part in said.partition(":"))
    lengths = tuple(part.strip() for part in shape.split(",") if part.strip())
    bounds = tuple(between.split("..")) if colon else ()
    if not (name.isidentifier() and equals and all(map(_is_length, lengths))):
        raise UsageError(f"'{text}' is no shape, such as x=N,D or n=int")
    if not set(lengths).isdisjoint(PLAIN) and len(lengths) > 1:
        raise UsageError(f"'{text}': a plain number has no axes")
    if colon and not _are_bounds(bounds, whole=lengths == ("int",)):
        raise UsageError(f"'{text}': bounds are two numbers, the smaller one first, such as 0..2")
    return name, Shape(lengths, bounds)


def letters(shapes: Shapes) -> tuple[str, ...]:
    """Return the names of lengths, in their order."""
    names = (one for shape in shapes.values() for one in shape.lengths)
    return tuple(dict.fromkeys(name for name in names if name not in PLAIN and not name.isdigit()))


def sizes(count: int) -> Iterator[tuple[int, ...]]:
    """Yield the lengths of one case after another; within a case all differ."""
    turn = 0
    while True:
        yield tuple(
            _SIZES[(i + turn) % len(_SIZES)] + len(_SIZES) * (i // len(_SIZES))
            for i in range(count)
        )
        turn += 1


def _is_length(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z]\w*|[1-9]\d{0,2}", text) is not None


def _are_bounds(bounds: Sequence[str], *, whole: bool) -> bool:
    form = r"-?\d{1,9}" if whole else r"-?\d{1,9}(\.\d{1,9})?"
    if len(bounds) != 2 or not all(re.fullmatch(form, one) for one in bounds):
        return False
    return float(bounds[0]) < float(bounds[1])
