"""Vectors and matrices: which products are meant, and which shapes do not fit.

A column has the axis ROW, a row has the axis COLUMN, a matrix both.  A product sums over the
COLUMN of the left and the ROW of the right factor.  Shapes that do not fit are never a mistake of
the student's, only a line that is not understood.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.derivation.evaluation import dual as duals
from grader.derivation.evaluation.dual import Dual
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import Evaluation
from grader.derivation.evaluation.tensor import COLUMN, MATRIX_AXES, ROW, Tensor, every_place
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Derivative, Node, Product, contains

_INNER = "inner"
_SWAP = {ROW: COLUMN, COLUMN: ROW}


def shape_of(one: Dual) -> frozenset[str]:
    """Return which of ROW and COLUMN a value has."""
    return frozenset(axis for axis in one.value.axes if axis in MATRIX_AXES)


def is_vector(one: Dual) -> bool:
    """Return True for a vector or a matrix."""
    return bool(shape_of(one))


def check_terms(evaluator: Evaluation, terms: Sequence[Dual]) -> None:
    """Raise NotUnderstood unless these can be added: all alike, but for plain numbers.

    A vector of one sample may be added to each in a matrix of all of them.
    """
    shapes = {shape_of(term) for term in terms if term.value.axes}
    if len(shapes) < 2:
        return
    one = COLUMN if evaluator.setting.reading.conventions.sample_rows else ROW
    alike = {frozenset(MATRIX_AXES), frozenset({one})}
    if not evaluator.setting.specification.sample_matrices or shapes != alike:
        raise NotUnderstood("a sum of different shapes")


def transposed(one: Dual) -> Dual:
    """Return the transpose; a number is its own."""
    return one.mapped(lambda part: part.renamed(_SWAP))


def diagonal(one: Dual, length: int) -> Dual:
    """Return the matrix with a vector on its diagonal."""
    shape = shape_of(one)
    if len(shape) != 1:
        raise NotUnderstood("diag of what is no vector")
    (axis,) = shape
    index = np.arange(length)
    same = Tensor((ROW, COLUMN), np.equal.outer(index, index).astype(int))
    return duals.multiply(one, Dual(same)) if axis in MATRIX_AXES else one


def trace(one: Dual) -> Dual:
    """Return the sum over the diagonal; a number is its own."""
    shape = shape_of(one)
    if not shape:
        return one
    if len(shape) != 2:
        raise NotUnderstood("the trace of what is no matrix")
    length = one.value.data.shape[one.value.axes.index(ROW)]
    every = Tensor((_INNER,), every_place(length))
    return duals.total(duals.gather(one, {ROW: every, COLUMN: every}), (_INNER,), {_INNER: length})


def matrix(entries: Sequence[Sequence[Dual]]) -> Dual:
    """Return the vector or matrix with these entries; one column or one row is a vector."""
    rows = [duals.stacked(row, COLUMN) if len(row) > 1 else row[0] for row in entries]
    return duals.stacked(rows, ROW) if len(rows) > 1 else rows[0]


def product(evaluator: Evaluation, node: Product, scope: Scope) -> Dual:
    """Return a product; factors without a sign between them are multiplied first."""
    factors = [evaluator.evaluate(factor, scope) for factor in node.factors]
    if any(map(is_vector, factors)):
        _note_layout(evaluator, node.factors, factors)
        return _matrix_product(factors, _meant_operators(evaluator, node, factors))
    made = factors[0]
    for operator, factor in zip(node.operators, factors[1:], strict=True):
        made = duals.multiply(made, duals.reciprocal(factor) if operator == "/" else factor)
    return made


def _meant_operators(
    evaluator: Evaluation, node: Product, factors: Sequence[Dual]
) -> tuple[str, ...]:
    """Return the signs of a product; what a dot between two vectors means is a convention."""
    meant = list(node.operators)
    for place, operator in enumerate(node.operators):
        left, right = shape_of(factors[place]), shape_of(factors[place + 1])
        if operator == "." and left == right and left:
            entrywise = evaluator.setting.reading.conventions.entrywise_dots
            meant[place] = "*" if entrywise else "."
            evaluator.doubts.add("a dot between two vectors, which may mean two products")
    return tuple(meant)


def _note_layout(evaluator: Evaluation, nodes: Sequence[Node], factors: Sequence[Dual]) -> None:
    """A product of several derivatives by vectors depends on a layout that nobody wrote down."""
    pairs = zip(nodes, factors, strict=True)
    if sum(is_vector(factor) and contains(node, Derivative) for node, factor in pairs) > 1:
        evaluator.doubts.add("a product of derivatives by vectors, whose order is a convention")


def _matrix_product(factors: Sequence[Dual], operators: Sequence[str]) -> Dual:
    """Take matrix products first and entrywise ones after, or all from left to right."""
    try:
        return _grouped(factors, operators)
    except NotUnderstood:
        made = factors[0]
        for operator, factor in zip(operators, factors[1:], strict=True):
            made = _paired(made, operator, factor)
        return made


def _grouped(factors: Sequence[Dual], operators: Sequence[str]) -> Dual:
    groups = [factors[0]]
    for operator, factor in zip(operators, factors[1:], strict=True):
        if operator == "*":
            groups.append(factor)
        else:
            groups[-1] = _paired(groups[-1], operator, factor)
    made = groups[0]
    for group in groups[1:]:
        made = _paired(made, "*", group)
    return made


def _paired(left: Dual, operator: str, right: Dual) -> Dual:
    if operator == "/":
        right = duals.reciprocal(right)
    if operator in ("*", "/"):
        if is_vector(left) and is_vector(right) and shape_of(left) != shape_of(right):
            raise NotUnderstood("an entrywise product of different shapes")
        return duals.multiply(left, right)
    if operator == "o":
        return _outer(left, right)
    if operator == "." and len(shape_of(left)) == 1 and shape_of(left) == shape_of(right):
        return _contracted(_as(COLUMN, left), _as(ROW, right))
    return _multiplied(left, right)


def _outer(left: Dual, right: Dual) -> Dual:
    """Return the outer product of two vectors, whichever way they stand."""
    if len(shape_of(left)) != 1 or len(shape_of(right)) != 1:
        raise NotUnderstood("an outer product of other than vectors")
    return duals.multiply(_as(ROW, left), _as(COLUMN, right))


def _as(axis: str, vector: Dual) -> Dual:
    (own,) = shape_of(vector)
    return vector.mapped(lambda part: part.renamed({own: axis}))


def _multiplied(left: Dual, right: Dual) -> Dual:
    first, second = shape_of(left), shape_of(right)
    if not first or not second:
        return duals.multiply(left, right)
    if COLUMN in first and ROW in second:
        return _contracted(left, right)
    if first == frozenset({ROW}) and second == frozenset({COLUMN}):
        return duals.multiply(left, right)
    raise NotUnderstood("a product of shapes that do not fit")


def _contracted(left: Dual, right: Dual) -> Dual:
    left = left.mapped(lambda part: part.renamed({COLUMN: _INNER}))
    right = right.mapped(lambda part: part.renamed({ROW: _INNER}))
    made = duals.multiply(left, right)
    length = made.value.data.shape[made.value.axes.index(_INNER)]
    return duals.total(made, (_INNER,), {_INNER: length})
