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
from grader.suite.given import DICT, FUNCTION, LIST, TEXT, given, kinds
from grader.suite.recipe import Recipe


def is_right_on_top(
    recipe: Recipe,
    question: Question,
    replaced: Sequence[Sequence[Question]],
    own: OwnAnswers,
) -> bool:
    """Return whether the function is right in the public cases with right earlier functions.

    Parameters
    ----------
    recipe
        Computes the right answers.
    question
        The question whose function is called.
    replaced
        The questions of each function that answers from a table: one, or one for each part.
    own
        Makes the calls.
    """
    if not all(_can_stand(parts[0]) for parts in replaced):
        return False
    shown = [case for case in question.cases if not case.hidden and not case.repeats]
    tables = tuple(_table(recipe, parts, question, shown) for parts in replaced)
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


def _can_stand(replaced: Question) -> bool:
    """Return whether a table can stand in place of the function: one that takes arrays."""
    return replaced.script is None and not {TEXT, FUNCTION}.intersection(kinds(replaced))


def _table(
    recipe: Recipe, parts: Sequence[Question], question: Question, cases: Sequence[Case]
) -> Table:
    """Return right answers of one function, wherever these cases may call it."""
    rows = [row for case in cases for row in _rows(recipe, parts, given(question, case.arguments))]
    keys = tuple(part.part.key for part in parts if part.part)
    return Table(parts[0].function, tuple(rows), keys, _held(parts[0]))


def _held(question: Question) -> tuple[tuple[str | int, ...], ...]:
    """Return the keys of the arrays in each argument; none for one that is an array itself."""
    return tuple(
        one.keys if one.kind == DICT else tuple(range(len(one.keys))) if one.kind == LIST else ()
        for one in question.arguments
    )


def _rows(
    recipe: Recipe, parts: Sequence[Question], quantities: Mapping[str, Any]
) -> Iterator[tuple[tuple[Array, ...], tuple[Array, ...]]]:
    names = parts[0].parameters
    arguments = tuple(frozen(recipe.value(name, quantities)) for name in names)
    yield arguments, tuple(_right(recipe, part, arguments) for part in parts)
    if len(arguments) == 1 and not parts[0].part:  # a loop may call it entry by entry
        for entry in arguments[0].ravel():
            alone = (frozen(entry),)
            with contextlib.suppress(Exception):  # a step may take no single number
                yield alone, (_right(recipe, parts[0], alone),)


def _right(recipe: Recipe, question: Question, arguments: Sequence[Array]) -> Array:
    quantities = dict(zip(question.parameters, arguments, strict=True))
    with np.errstate(all="ignore"):
        return frozen(np.asarray(recipe.value(question.step, quantities), np.float64))
