"""Evaluate the sides of a step: their values at all points, and whether two of them agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.symbols import condition_mask
from grader.derivation.evaluation.tensor import MATRIX_AXES, POINT, Tensor
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Condition, Node
from grader.derivation.judging.comparison import compare

FAILURES = (ArithmeticError, ValueError, TypeError, IndexError, RuntimeError, MemoryError)
"""Exceptions of arithmetic; a RecursionError is a RuntimeError."""


@dataclass(frozen=True)
class StepEvidence:
    """Two sides that differ in doubles, as they were understood, and the conditions of the line."""

    left: Node
    right: Node
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class SideValue:
    """The values of a side at all points, and why an inequality would prove nothing."""

    tensor: Tensor
    doubts: frozenset[str]

    @property
    def letters(self) -> frozenset[str]:
        """The free letters of the side."""
        return frozenset(self.tensor.axes) - {POINT, *MATRIX_AXES}


def side_value(evaluator: Evaluator, node: Node, scope: Scope) -> SideValue:
    """Evaluate a side.

    Raises
    ------
    NotUnderstood
        If it cannot be evaluated, for whatever reason.
    """
    evaluator.doubts.clear()
    try:
        with np.errstate(all="ignore"):
            tensor = evaluator.evaluate(node, scope).value
    except FAILURES as error:
        raise NotUnderstood("the line cannot be evaluated") from error
    bound = [axis for axis in tensor.axes if "#" in axis]
    if bound:
        raise NotUnderstood("an index has no clear meaning")
    return SideValue(tensor, frozenset(evaluator.doubts))


def holds(evaluator: Evaluator, evidence: StepEvidence, scope: Scope) -> bool:
    """Return True if two sides agree under an evaluator."""
    try:
        left = side_value(evaluator, evidence.left, scope)
        right = side_value(evaluator, evidence.right, scope)
        mask = condition_mask(evaluator, evidence.conditions, scope)
        return compare(left.tensor, right.tensor, mask, evaluator.points).holds
    except NotUnderstood:
        return False
