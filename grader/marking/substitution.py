"""A student's function once more, with right functions in place of the student's earlier ones.

Where an earlier function gives no numbers, what was written on top of it cannot be seen in the
answers.  The later function is right on top of it if it is right with right earlier functions.
They are replaced by tables of right answers, in cases that may be shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.marking.answers import returned_array
from grader.marking.compare import distances
from grader.marking.own_answers import OwnAnswers, Point, Table
from grader.model import Array, Case, Question, frozen
from grader.suite.given import given, kinds
from grader.suite.recipe import Recipe


def is_right_on_top(
    recipe: Recipe, question: Question, replaced: Sequence[Question], own: OwnAnswers
) -> bool:
    """Return whether the function is right in the public cases with right earlier functions.

    What returns several parts, or is asked by a script, is not replaced: no table stands for it.

    Parameters
    ----------
    recipe
        Computes the right answers.
    question
        The question whose function is called.
    replaced
        The questions whose functions answer from tables.
    own
        Makes the calls.
    """
    if any(one.part or one.script or any(kinds(one)) for one in replaced):
        return False
    shown = [case for case in question.cases if not case.hidden and not case.repeats]
    tables = tuple(_table(recipe, one, question, shown) for one in replaced)
    points = [Point(question.id, case.arguments, tables) for case in shown]
    if not points or not own.learn(points):
        return False
    found = [returned_array(own.get(point)) for point in points]
    if any(array is None for array in found):
        return False
    off = distances(
        [array for array in found if array is not None],
        [case.expected for case in shown],
        elementwise=question.tolerance.elementwise,
    )
    return bool((off <= question.tolerance.relative).all())


def _table(recipe: Recipe, replaced: Question, question: Question, cases: Sequence[Case]) -> Table:
    """Return right answers of one function, wherever these cases may call it."""
    rows = [
        row for case in cases for row in _rows(recipe, replaced, given(question, case.arguments))
    ]
    return Table(replaced.function, tuple(rows))


def _rows(
    recipe: Recipe, replaced: Question, quantities: Mapping[str, Any]
) -> Iterator[tuple[tuple[Array, ...], Array]]:
    arguments = tuple(frozen(recipe.value(name, quantities)) for name in replaced.parameters)
    yield arguments, _right(recipe, replaced, arguments)
    if len(arguments) == 1:  # a loop may call it entry by entry
        for entry in arguments[0].ravel():
            alone = (frozen(entry),)
            with contextlib.suppress(Exception):  # a step may take no single number
                yield alone, _right(recipe, replaced, alone)


def _right(recipe: Recipe, question: Question, arguments: Sequence[Array]) -> Array:
    quantities = dict(zip(question.parameters, arguments, strict=True))
    with np.errstate(all="ignore"):
        return frozen(np.asarray(recipe.value(question.step, quantities), np.float64))
