"""What each parameter is: an array of some shape, or a number, as an author says it.

x=N,D    an array whose axes have the lengths N and D, which every case draws anew
b=3      an array of three entries
n=int    a whole number, and likewise float
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.errors import UsageError

Shapes = Mapping[str, tuple[str, ...]]
"""The lengths of each array, in letters or digits; or one of the words of ``PLAIN``."""

PLAIN = {"int": "int(rng.integers(2, 6))", "float": "float(rng.uniform(0.5, 2))"}
"""How a plain number is drawn, by its kind."""

_SIZES = (6, 3, 5, 2, 4, 7)
"""Lengths of the first case: no two letters have the same."""


def parse_shapes(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the shape of each parameter.  Raise UsageError."""
    shapes = {}
    for text in texts:
        name, equals, shape = (part.strip() for part in text.partition("="))
        lengths = tuple(part.strip() for part in shape.split(",") if part.strip())
        if not (name.isidentifier() and equals and all(map(_is_length, lengths))):
            raise UsageError(f"'{text}' is no shape, such as x=N,D or n=int")
        if not set(lengths).isdisjoint(PLAIN) and len(lengths) > 1:
            raise UsageError(f"'{text}': a plain number has no axes")
        shapes[name] = lengths
    return shapes


def kind_of(lengths: Sequence[str]) -> str:
    """Return the kind of argument: one of ``PLAIN``, or an array."""
    return lengths[0] if lengths and lengths[0] in PLAIN else "array"


def drawn(lengths: Sequence[str]) -> str:
    """Return the expression that draws such a parameter."""
    if kind_of(lengths) in PLAIN:
        return PLAIN[lengths[0]]
    axes = ", ".join(lengths) + "," * (len(lengths) == 1)
    return f"rng.normal(size=({axes}))"


def letters(shapes: Shapes) -> tuple[str, ...]:
    """Return the names of lengths, in their order."""
    names = (one for lengths in shapes.values() for one in lengths)
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
