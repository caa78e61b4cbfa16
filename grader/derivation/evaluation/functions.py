"""Calls, sums over indices, derivatives and differentials."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.derivation.evaluation import dual as duals
from grader.derivation.evaluation import symbols
from grader.derivation.evaluation import tensor as tensors
from grader.derivation.evaluation.dual import LEVELS, Dual
from grader.derivation.evaluation.graph import SEEDS
from grader.derivation.evaluation.matching import component_of
from grader.derivation.evaluation.scope import FunctionArgument, Scope
from grader.derivation.evaluation.setting import DIFFERENTIAL, Evaluation
from grader.derivation.evaluation.tensor import COLUMN, MATRIX_AXES, ROW, Tensor
from grader.derivation.evaluation.vectors import shape_of, transposed
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.named import ANY
from grader.derivation.grammar.nodes import (
    Derivative,
    Differential,
    FunctionCall,
    Index,
    Node,
    Series,
    Symbol,
    children,
)
from grader.derivation.grammar.vocabulary import LOGARITHMS
from grader.derivation.names.specification import Function

_EXPONENTIALS = (r"\exp", "exp")


def call(evaluator: Evaluation, node: FunctionCall, scope: Scope) -> Dual:
    """Return the value of a function."""
    function = meant_function(evaluator, node.function)
    if function is not None and function.index:
        if node.primes:
            raise NotUnderstood("a prime on a function of a whole vector")
        return _family(evaluator, function, node.argument, scope)
    argument = evaluator.evaluate(_written_argument(evaluator, node), scope)
    if not node.primes:
        return _applied(evaluator, node.function, function, argument, scope)
    free = LEVELS[len(evaluator.seeds) :][: node.primes]
    if node.primes > len(free):
        raise NotUnderstood("a third derivative")
    for level in free:
        argument = argument.with_slope(level, Tensor((), np.asarray(1)))
    made = _applied(evaluator, node.function, function, argument, scope)
    for level in free:
        made = made.slope(level)
    return made


def _written_argument(evaluator: Evaluation, node: FunctionCall) -> Node:
    """Return the argument; that of the document's own function where it is left out."""
    own = evaluator.setting.reading.own_functions.get(node.function)
    if own is not None and not own.index and node.argument == Symbol(ANY):
        return Symbol(own.argument)
    return node.argument


def meant_function(evaluator: Evaluation, name: str) -> Function | None:
    """Return the function that a written name denotes; None for those that the engine computes."""
    setting = evaluator.setting
    candidates = setting.specification.function_names.get(name)
    if candidates is None:
        return setting.reading.own_functions.get(name)
    chosen = setting.reading.functions.get(name, candidates[0])
    return setting.specification.functions[chosen]


def _applied(
    evaluator: Evaluation, name: str, function: Function | None, argument: Dual, scope: Scope
) -> Dual:
    if function is not None:
        before = set(evaluator.doubts)
        axes = tuple(shape_of(argument))
        axis = axes[0] if len(axes) == 1 else ""
        inner = scope.of_function(function.argument, FunctionArgument(argument, axis), {})
        value = evaluator.evaluate(function.body, inner)
        evaluator.doubts.intersection_update(before)  # its formula is no one's doubtful writing
        return value
    if name in _EXPONENTIALS:
        return duals.exponential(argument, evaluator.system)
    if name in LOGARITHMS:
        return duals.logarithm(argument, evaluator.system)
    raise NotUnderstood(f"nobody says what the function '{name}' is")


def _family(evaluator: Evaluation, function: Function, argument: Node, scope: Scope) -> Dual:
    """Return one component of a function of a whole vector: f(z_k) is component k of f(z)."""
    inner, outer = scope.fresh_axis("argument"), scope.fresh_axis("component")
    index = _argument_index(evaluator, argument, scope)
    if index is None:
        whole = evaluator.evaluate(argument, scope)
        axis = _vector_axis(evaluator, whole)
        whole = whole.mapped(lambda part: part.renamed({axis: inner}))
        made = _family_body(evaluator, function, whole, inner, outer, scope)
        return made.mapped(lambda part: part.renamed({outer: axis}))
    places = {index.name: Tensor((inner,), tensors.every_place(evaluator.points.length))}
    whole = evaluator.evaluate(argument, scope.binding(places))
    made = _family_body(evaluator, function, whole, inner, outer, scope)
    return duals.gather(made, {outer: symbols.index_tensor(evaluator, index, scope)})


def _vector_axis(evaluator: Evaluation, whole: Dual) -> str:
    """Return the axis along which a vector is, or each sample's vector in a matrix of them."""
    shape = shape_of(whole)
    if len(shape) == 2 and evaluator.setting.specification.sample_matrices:
        return COLUMN if evaluator.setting.reading.conventions.sample_rows else ROW
    if len(shape) != 1:
        raise NotUnderstood("a function of a vector, of what is no vector")
    (axis,) = shape
    return axis


def _family_body(
    evaluator: Evaluation, function: Function, whole: Dual, inner: str, outer: str, scope: Scope
) -> Dual:
    component = Tensor((outer,), tensors.every_place(evaluator.points.length))
    bound = {function.index: component}
    within = scope.of_function(function.argument, FunctionArgument(whole, inner), bound)
    return evaluator.evaluate(function.body, within)


def _argument_index(evaluator: Evaluation, node: Node, scope: Scope) -> Index | None:
    """Return the index of the vector's component that is written as argument."""
    samples = evaluator.setting.specification.sample_sort
    found = {
        index.name: index
        for index in _free(node, frozenset())
        if not samples or symbols.sort_of(evaluator, index, scope) != samples
    }
    if not found:
        return None
    if len(found) > 1:
        if isinstance(node, Symbol):
            raise NotUnderstood("a function of a vector, of a name with several indices")
        raise NotUnderstood("a function of a vector, whose index is not clear")
    return next(iter(found.values()))


def _free(node: Node, bound: frozenset[str]) -> Sequence[Index]:
    """Return the indices in an expression that no sum binds."""
    if isinstance(node, Series):
        bound |= {letter.name for letter in node.letters}
    own = node.indices if isinstance(node, Symbol) else ()
    found = [index for index in own if index.name not in bound]
    for child in children(node):
        found += _free(child, bound)
    return found


def series(evaluator: Evaluation, node: Series, scope: Scope) -> Dual:
    """Return a sum or a product over indices."""
    if not node.letters:
        raise NotUnderstood("a sum that does not say over what")
    bound = {
        letter.name: Tensor(
            (scope.fresh_axis(letter.name),), tensors.every_place(evaluator.points.length)
        )
        for letter in node.letters
    }
    inner = scope.binding(bound)
    body = evaluator.evaluate(node.body, inner)
    mask = _range_mask(evaluator, node, inner)
    neutral = 0 if node.kind == r"\sum" else 1
    if mask is not None:
        body = duals.select(mask, body, duals.constant(neutral))
    axes = [index.axes[0] for index in bound.values()]
    lengths = dict.fromkeys(axes, evaluator.points.length)
    if node.kind == r"\sum":
        return duals.total(body, axes, lengths)
    return duals.product(body, axes, lengths)


def _range_mask(evaluator: Evaluation, node: Series, scope: Scope) -> Tensor | None:
    masks = [symbols.condition_mask(evaluator, node.conditions, scope)] if node.conditions else []
    first, last = _bounds(evaluator, node, scope)
    for letter in node.letters:
        index = scope.indices[letter.name]
        if first > 0:
            masks.append(Tensor(index.axes, index.data >= first))
        if last < evaluator.points.length - 1:
            masks.append(Tensor(index.axes, index.data <= last))
    if not masks:
        return None
    made = masks[0]
    for mask in masks[1:]:
        made = tensors.combine(np.logical_and, made, mask)
    return made


def _bounds(evaluator: Evaluation, node: Series, scope: Scope) -> tuple[int, int]:
    """Return the first and the last place that a sum reaches, from 0."""
    whole = evaluator.points.length - 1
    sort = series_sort(evaluator, node, scope)
    if node.lower is None:
        return 0, whole
    ranges = evaluator.setting.specification.ranges
    shortened = node.upper.endswith("-1")
    if sort is None:
        if node.lower > 1:
            raise NotUnderstood("a sum that starts at a number above 1")
        return 0, whole
    first = evaluator.setting.reading.firsts.get(sort, ranges[sort].first)
    offset = node.lower - first + (shortened and node.lower == 0 and first == 1)
    if offset < 0 or offset >= whole:
        raise NotUnderstood("a sum that starts outside of its range")
    if node.upper.isdigit():
        last = int(node.upper) - first
        if not 0 <= last <= whole:
            raise NotUnderstood("a sum that ends at a number")
        return offset, last
    return offset, whole - (shortened and node.lower == first)


def series_sort(evaluator: Evaluation, node: Series, scope: Scope) -> str | None:
    """Return the sort of the letters of a sum: by its end, or by the letter."""
    by_end = evaluator.setting.specification.sort_ending_in(node.upper.removesuffix("-1"))
    return by_end or symbols.sort_of(evaluator, node.letters[0], scope)


def derivative(evaluator: Evaluation, node: Derivative, scope: Scope) -> Dual:
    """Return a derivative: cut the graph at what is differentiated by, and take the slope."""
    name, places = by_quantity(evaluator, node.by, scope)
    cut = evaluator.seeded(name)
    of = cut.evaluate(node.of, scope)
    level = LEVELS[len(evaluator.seeds)]
    slope = of.slope(level)
    if slope.is_zero:
        return slope
    if of.value.has(tensors.POINT):
        slope = slope.mapped(lambda part: tensors.spread(part, _lengths(of.value)))
    chosen = {SEEDS[level][int(place)]: index for place, index in places.items()}
    return _laid_out(evaluator, slope, chosen, shape_of(of))


def _lengths(value: Tensor) -> dict[str, int]:
    return dict(zip(value.axes, value.data.shape, strict=True))


def by_quantity(evaluator: Evaluation, node: Node, scope: Scope) -> tuple[str, dict[str, Tensor]]:
    """Return the quantity of the graph that an expression is, and which components of it.

    Raises
    ------
    NotUnderstood
        If the expression has the value of no quantity.
    """
    value = evaluator.plain.evaluate(node, scope).value
    if isinstance(node, Symbol) and (node.base, node.tag) not in evaluator.setting.definitions:
        quantity = symbols.denoted(evaluator, node, scope)
        if quantity is not None:
            whole = evaluator.plain.layers.value(quantity.name)
            places = component_of(value, whole, evaluator.system)
            if quantity.name in evaluator.setting.specification.zero:
                places = symbols.places_of(evaluator, node, scope, quantity)
            if places is not None:
                return quantity.name, places
    for name in evaluator.setting.specification.quantities:
        places = component_of(value, evaluator.plain.layers.value(name), evaluator.system)
        if places is not None:
            return name, places
    raise NotUnderstood("a derivative by what is no quantity of the statement")


def _laid_out(
    evaluator: Evaluation, slope: Dual, chosen: dict[str, Tensor], of_shape: frozenset[str]
) -> Dual:
    """Put the components by which was differentiated where the document's layout has them."""
    conventions = evaluator.setting.reading.conventions
    by_shape = {axis for index in chosen.values() for axis in index.axes if axis in MATRIX_AXES}
    if not by_shape or not of_shape:
        made = duals.gather(slope, chosen)
        return transposed(made) if by_shape and conventions.slope_transposed else made
    if len(by_shape) > 1 or len(of_shape) > 1:
        raise NotUnderstood("a derivative of a vector by a matrix")
    above, below = (COLUMN, ROW) if conventions.denominator else (ROW, COLUMN)
    (own,), (other,) = of_shape, by_shape
    slope = slope.mapped(lambda part: part.renamed({own: above}))
    return duals.gather(slope, {a: i.renamed({other: below}) for a, i in chosen.items()})


def differential(evaluator: Evaluation, node: Differential, scope: Scope) -> Dual:
    """Return the slope along one random direction of all parameters."""
    along = evaluator.seeded(DIFFERENTIAL).evaluate(node.of, scope)
    slope = along.slope(LEVELS[len(evaluator.seeds)])
    if slope.is_zero:
        return slope
    return slope.mapped(lambda part: tensors.spread(part, _lengths(along.value)))
