"""The answers of a student's own functions at points that the grader chooses.

Marking is pure but for this: it may ask for further calls, round by round, and whoever runs
submissions makes them in a fresh child of the sandbox.  All answers are kept with the run, so
marking the same run again asks nothing.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.model import Array, Outcome, Raised, Returned


@dataclass(frozen=True, eq=False)
class Table:
    """Right answers that stand in place of one of the student's functions.

    Each row holds the arrays of a call and those of the answer to it: one, or one for each of the
    ``keys`` of a dict, or places in a tuple.  ``held`` says how many arrays each argument holds, by
    their keys in a dict; without it each argument is an array.
    """

    function: str
    rows: tuple[tuple[tuple[Array, ...], tuple[Array, ...]], ...]
    keys: tuple[str | int, ...] = ()
    held: tuple[tuple[str | int, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Point:
    """One call of the student's function to a question.

    With ``replaced`` these other functions of the student's module answer from tables.
    """

    question: str
    arguments: tuple[Array, ...]
    replaced: tuple[Table, ...] = ()

    @functools.cached_property
    def key(self) -> str:
        """The digest of the call: equal if and only if the calls are the same."""
        parts = [f"{self.question} {len(self.arguments)}".encode(), *_written(self.arguments)]
        for table in self.replaced:
            layout = f" {table.keys} {table.held}" if table.keys or table.held else ""
            parts.append(f"{table.function} {len(table.rows)}{layout}".encode())
            for arguments, values in table.rows:
                parts += _written((*arguments, *values))
        return hashlib.sha256(b"".join(parts)).hexdigest()[:24]


Ask = Callable[[Sequence[Point]], Sequence[Outcome]]
"""Makes the calls, all in one fresh child where the points replace the same functions."""


@dataclass
class OwnAnswers:
    """The answers that are known, and a way to get further ones.

    Parameters
    ----------
    known
        Outcomes by the keys of their points.
    ask
        Makes further calls; without it no further answer can be known.
    """

    known: dict[str, Outcome] = field(default_factory=dict)
    ask: Ask | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Outcome], ask: Ask | None = None) -> OwnAnswers:
        """Return the answers of an earlier marking, with a way to get more."""
        return cls(dict(kept), ask)

    def get(self, point: Point) -> Outcome | None:
        """Return the outcome of this call if it is known."""
        return self.known.get(point.key)

    def learn(self, points: Iterable[Point]) -> bool:
        """Make the calls whose outcomes are not known yet.

        Returns
        -------
        bool
            True if all outcomes are known now.
        """
        missing = {point.key: point for point in points if point.key not in self.known}
        if missing and self.ask is not None:
            outcomes = self.ask(tuple(missing.values()))
            self.known.update(zip(missing, outcomes, strict=True))
        return not missing or self.ask is not None

    def foresee(self, points: Sequence[Point]) -> None:
        """Make calls that will be asked for, all in one child, where none has been made yet.

        Only what returned or raised is kept: together, calls may take longer than they may.
        """
        if self.ask is not None and points and not self.known:
            outcomes = zip(points, self.ask(points), strict=True)
            kept = {p.key: one for p, one in outcomes if isinstance(one, Returned | Raised)}
            self.known.update(kept)


def _written(arrays: Iterable[Array]) -> Iterator[bytes]:
    for array in arrays:
        yield f"{array.dtype.str}{array.shape}".encode()
        yield array.tobytes()
