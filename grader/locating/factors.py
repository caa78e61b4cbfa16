"""The factor that a right value needs, to become what a mistake makes of it otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.locating.vocabulary import is_near
from grader.model import Array

Steps = Mapping[str, Array]


def needed_factors(
    known: Array, wrong: Array, right: Steps, predicted: Sequence[tuple[str, Array]]
) -> Iterator[Array]:
    """Yield what the right value of a step is of the known value of another one.

    Parameters
    ----------
    known
        The right value of a step, or an entry of it.
    wrong
        What the student's program made of it.
    right
        The right values of all steps.
    predicted
        The steps that mistakes change, with their wrong values: ``wrong`` is one of them, or the
        same entry of one.
    """
    for step, mistaken in predicted:
        wanted = right[step]
        for start in right.values():
            if start.shape == wanted.shape == mistaken.shape:
                rows = zip(*(np.ravel(one) for one in (start, mistaken, wanted)), strict=True)
                for parts in [(start, mistaken, wanted), *rows]:
                    first, spoilt, last = map(np.squeeze, parts)
                    if is_near(first, known) and is_near(spoilt, wrong) and np.all(known):
                        yield last / known
