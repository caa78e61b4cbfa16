"""Evaluate names: arguments of functions, own names of the document, quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.derivation.evaluation import dual as duals
from grader.derivation.evaluation.dual import Dual
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import Evaluation
from grader.derivation.evaluation.tensor import (
    COLUMN,
    MATRIX_AXES,
    POINT,
    ROW,
    Tensor,
    combine,
    every_place,
)
from grader.derivation.evaluation.vectors import shape_of
from grader.derivation.grammar.indicators import ONES
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Component, Condition, FunctionCall, Index, Symbol
from grader.derivation.names.reading import Definition, Reading, letters_of
from grader.derivation.names.specification import Quantity, Specification


def symbol(evaluator: Evaluation, node: Symbol, scope: Scope) -> Dual:
    """Return the value of a name."""
    key = node.base, node.tag
    if node.base in scope.arguments and not node.tag:
        return _argument(evaluator, node, scope)
    own = evaluator.setting.definitions.get(key, ())
    if own:
        return _own(evaluator, node, scope, own)
    if key in evaluator.setting.foreign and node.indices:
        raise NotUnderstood(f"'{written(node)}' has an index that '{node.base}' has not")
    quantity = denoted(evaluator, node, scope)
    if quantity is None:
        return _universal(evaluator, node, scope)
    return _quantity(evaluator, node, scope, quantity)


def denoted(evaluator: Evaluation, node: Symbol, scope: Scope) -> Quantity | None:
    """Return the quantity that a name denotes, or None for a name that nobody defines."""
    setting = evaluator.setting
    names = setting.reading.names.get((node.base, node.tag), ())
    quantities = [setting.specification.quantities[name] for name in names]
    fitting = [one for one in quantities if _fits(one, node)]
    if not fitting:
        if quantities:
            raise NotUnderstood(f"'{written(node)}' has a number of indices that does not fit")
        return None
    if not node.indices and len({len(one.sorts) for one in fitting}) < len(fitting):
        evaluator.doubts.add("a name that may stand for one of several vectors or matrices")
    return max(fitting, key=lambda one: _agreement(evaluator, one.sorts, node, scope))


def _fitting(evaluator: Evaluation, node: Symbol, scope: Scope) -> Quantity | None:
    try:
        return denoted(evaluator, node, scope)
    except NotUnderstood:
        return None


def _fits(quantity: Quantity, node: Symbol) -> bool:
    return len(node.indices) in (0, len(quantity.sorts)) or _is_row(quantity, node)


def _is_row(quantity: Quantity, node: Symbol) -> bool:
    """Return True for one index of a matrix: w_k is its row k, as a vector."""
    indices = node.indices
    return len(quantity.sorts) == 2 and len(indices) == 1 and indices[0].name.islower()


def _agreement(
    evaluator: Evaluation, sorts: Sequence[str | None], node: Symbol, scope: Scope
) -> int:
    """Count the indices whose letters are of the right sort; those of a wrong one count against."""
    if evaluator.setting.reading.conventions.swapped and len(sorts) == 2:
        sorts = sorts[::-1]
    known = [sort_of(evaluator, index, scope) for index in node.indices]
    pairs = [(own, sort) for own, sort in zip(known, sorts, strict=False) if own and sort]
    return sum(1 if own == sort else -1 for own, sort in pairs)


def sort_of(evaluator: Evaluation, index: Index, scope: Scope) -> str | None:
    """Return the sort of an index's letter in this scope."""
    return scope.sorts.get(index.name) or evaluator.setting.specification.sort_of(index.name)


def written(node: Symbol) -> str:
    """Return a name roughly as it was written, for messages."""
    tag = f"^{{({node.tag})}}" if node.tag else ""
    below = "_{" + "".join(letters_of(node.indices)) + "}" if node.indices else ""
    return f"{node.base}{tag}{below}"


def index_tensor(
    evaluator: Evaluation, index: Index, scope: Scope, sort: str | None = None
) -> Tensor:
    """Return the places, from 0, that an index stands for."""
    if index.name in scope.indices:
        return scope.indices[index.name]
    reading = evaluator.setting.reading
    if index.name in reading.class_letters:
        return _literal(evaluator, reading.class_letters[index.name])
    if index.is_number:
        return _literal(evaluator, int(index.name) - _first(evaluator, sort))
    if index.name in reading.true_letters:
        return Tensor((POINT,), evaluator.points.hot)
    if index.name.isupper():
        evaluator.doubts.add(f"the index {index.name}, which nobody explains")
    return evaluator.free_index(index.name)


def _literal(evaluator: Evaluation, place: int) -> Tensor:
    if not 0 <= place < evaluator.points.length:
        raise NotUnderstood("an index that is a number and out of range")
    return Tensor((), np.asarray(place))


def _first(evaluator: Evaluation, sort: str | None) -> int:
    ranges = evaluator.setting.specification.ranges
    if sort is None or sort not in ranges:
        return 1
    return evaluator.setting.reading.firsts.get(sort, ranges[sort].first)


def partner(condition: Condition, scope: Scope) -> str | None:
    """Return the sort of the letter in a condition, which its number shares."""
    letter = condition.right if condition.left.is_number else condition.left
    return scope.sorts.get(letter.name)


def condition_mask(
    evaluator: Evaluation, conditions: tuple[Condition, ...], scope: Scope
) -> Tensor:
    """Return where all conditions hold, as booleans over the indices."""
    mask = Tensor((), np.asarray(True))
    for one in conditions:
        left = index_tensor(evaluator, one.left, scope, partner(one, scope))
        right = index_tensor(evaluator, one.right, scope, partner(one, scope))
        mask = combine(
            np.logical_and, mask, combine(np.equal if one.equal else np.not_equal, left, right)
        )
    return mask


def _argument(evaluator: Evaluation, node: Symbol, scope: Scope) -> Dual:
    argument = scope.arguments[node.base]
    if not node.indices:
        return argument.dual
    if len(node.indices) != 1 or not argument.axis:
        raise NotUnderstood(f"'{written(node)}' in the formula of a function")
    place = index_tensor(evaluator, node.indices[0], scope)
    return duals.gather(argument.dual, {argument.axis: place})


def _own(
    evaluator: Evaluation, node: Symbol, scope: Scope, definitions: Sequence[Definition]
) -> Dual:
    if any(len(one.letters) == len(node.indices) for one in definitions):
        best = definition_of(evaluator, node, scope)
        if best is not None:
            return _component_of_definition(evaluator, node, scope, best)
        quantity = denoted(evaluator, node, scope)
        if quantity is not None:
            return _quantity(evaluator, node, scope, quantity)
        raise NotUnderstood(f"'{written(node)}' is defined for other indices only")
    quantity = _fitting(evaluator, node, scope)
    if quantity is not None:
        return _quantity(evaluator, node, scope, quantity)
    if len(definitions) != 1:
        raise NotUnderstood(f"'{written(node)}' may be one of several own names")
    return _converted(evaluator, node, scope, definitions[0])


def definition_of(evaluator: Evaluation, node: Symbol, scope: Scope) -> Definition | None:
    """Return the document's definition of a name for indices of these sorts, if there is one."""
    definitions = evaluator.setting.definitions.get((node.base, node.tag), ())
    same = [one for one in definitions if len(one.letters) == len(node.indices)]
    if not same:
        return None
    best = max(same, key=lambda one: _agreement(evaluator, one.sorts, node, scope))
    return None if _contradicts(evaluator, best, node, scope) else best


def _contradicts(evaluator: Evaluation, definition: Definition, node: Symbol, scope: Scope) -> bool:
    known = [sort_of(evaluator, index, scope) for index in node.indices]
    pairs = zip(known, definition.sorts, strict=True)
    return any(own and sort and own != sort for own, sort in pairs)


def _component_of_definition(
    evaluator: Evaluation, node: Symbol, scope: Scope, definition: Definition
) -> Dual:
    _note_ambiguity(evaluator, definition)
    bound = {}
    for letter, sort, index in zip(definition.letters, definition.sorts, node.indices, strict=True):
        bound[letter] = index_tensor(evaluator, index, scope, sort)
    inner = scope.of_definition(definition.letter_sorts, bound)
    return evaluator.evaluate(definition.formula, inner)


def _note_ambiguity(evaluator: Evaluation, definition: Definition) -> None:
    if definition.is_ambiguous:
        evaluator.doubts.add("a name whose formula can be read in two ways")


def _converted(evaluator: Evaluation, node: Symbol, scope: Scope, definition: Definition) -> Dual:
    """Use a vector by component, or a name with indices as a whole."""
    _note_ambiguity(evaluator, definition)
    whole = evaluator.evaluate(definition.formula, scope.of_definition(definition.letter_sorts, {}))
    if node.indices and not definition.letters:
        return _components(evaluator, whole, node.indices, scope)
    if not node.indices:
        axes = _vector_axes(evaluator, len(definition.letters))
        names = dict(zip(definition.letters, axes, strict=True))
        return whole.mapped(lambda part: part.renamed(names))
    raise NotUnderstood(f"'{written(node)}' has a number of indices that does not fit")


def component(evaluator: Evaluation, node: Component, scope: Scope) -> Dual:
    """Return entries of a vector or matrix."""
    whole = evaluator.evaluate(node.operand, scope)
    return _components(evaluator, whole, node.indices, scope)


def _components(
    evaluator: Evaluation, whole: Dual, indices: tuple[Index, ...], scope: Scope
) -> Dual:
    axes = [axis for axis in MATRIX_AXES if axis in shape_of(whole)]
    if len(axes) != len(indices):
        raise NotUnderstood("a subscript on what has no such entries")
    pairs = zip(axes, indices, strict=True)
    chosen = {axis: index_tensor(evaluator, index, scope) for axis, index in pairs}
    return duals.gather(whole, chosen)


def _quantity(evaluator: Evaluation, node: Symbol, scope: Scope, quantity: Quantity) -> Dual:
    if not node.indices:
        return whole_quantity(evaluator, quantity)
    if _is_row(quantity, node):
        return _row(evaluator, node.indices[0], scope, quantity)
    chosen = places_of(evaluator, node, scope, quantity)
    return evaluator.layers.component(quantity.name, chosen)


def places_of(
    evaluator: Evaluation, node: Symbol, scope: Scope, quantity: Quantity
) -> dict[str, Tensor]:
    """Return which components of a quantity a name is, by its indices; all if it has none."""
    if not node.indices:
        every = every_place(evaluator.points.length)
        axes = _vector_axes(evaluator, len(quantity.sorts))
        return {str(place): Tensor((axis,), every) for place, axis in enumerate(axes)}
    indices = node.indices[::-1] if _is_swapped(evaluator, quantity) else node.indices
    return {
        str(place): index_tensor(evaluator, index, scope, quantity.sorts[place])
        for place, index in enumerate(indices)
    }


def _row(evaluator: Evaluation, index: Index, scope: Scope, quantity: Quantity) -> Dual:
    place = index_tensor(evaluator, index, scope, quantity.sorts[0])
    chosen = evaluator.layers.component(quantity.name, {"0": place})
    (axis,) = _vector_axes(evaluator, 1)
    return chosen.mapped(lambda part: part.renamed({"1": axis}))


def _is_swapped(evaluator: Evaluation, quantity: Quantity) -> bool:
    conventions = evaluator.setting.reading.conventions
    return conventions.swapped and quantity.is_given and len(quantity.sorts) == 2


def whole_quantity(evaluator: Evaluation, quantity: Quantity) -> Dual:
    """Return a quantity without indices: a number, a vector or a matrix."""
    axes = _vector_axes(evaluator, len(quantity.sorts))
    if len(axes) == 2 and _is_transposed(evaluator, quantity):
        axes = axes[::-1]
    names = {str(place): axis for place, axis in enumerate(axes)}
    return evaluator.layers.layer(quantity.name).mapped(lambda part: part.renamed(names))


def _is_transposed(evaluator: Evaluation, quantity: Quantity) -> bool:
    """Return True for a matrix whose second index counts its rows."""
    setting = evaluator.setting
    if setting.specification.is_of_samples(quantity):
        return not setting.reading.conventions.sample_rows
    return setting.reading.conventions.stored_transposed


def _vector_axes(evaluator: Evaluation, rank: int) -> tuple[str, ...]:
    if rank == 1:
        return (COLUMN,) if evaluator.setting.reading.conventions.rows else (ROW,)
    return MATRIX_AXES[:rank]


def _universal(evaluator: Evaluation, node: Symbol, scope: Scope) -> Dual:
    """Return what has the same meaning everywhere: e, basis vectors, ones, the identity.

    A function without an argument is meant at the argument at which the statement uses it.
    """
    setting = evaluator.setting
    call = natural_call(setting.specification, setting.reading, node)
    if call is not None:
        return evaluator.evaluate(call, scope)
    length = evaluator.points.length
    if node.base == "e" and not node.indices:
        evaluator.doubts.add("the letter e, which may be a name")
        return duals.exponential(duals.constant(evaluator.system.array(1)), evaluator.system)
    if node.base == "e" and len(node.indices) == 1 and not node.tag:
        return _basis_vector(evaluator, node.indices[0], scope)
    if node.base == ONES and not node.indices:
        axes = (ROW,) if setting.specification.sample_matrices else _vector_axes(evaluator, 1)
        return Dual(Tensor(axes, np.ones(length, dtype=int)))
    if node.base == "I" and not node.indices and not node.tag:
        return Dual(Tensor(MATRIX_AXES, np.eye(length, dtype=int)))
    count = None if node.indices else _count(evaluator, node)
    if count is not None:
        return duals.constant(evaluator.system.array(count))
    raise NotUnderstood(f"nobody says what '{written(node)}' is")


def _count(evaluator: Evaluation, node: Symbol) -> int | None:
    """Return the number of samples, or the end of an index range, if a name is one."""
    specification, length = evaluator.setting.specification, evaluator.points.length
    if node.base == specification.sample_sort:
        return length
    sort = specification.sort_ending_in(node.base)
    if sort is None or node.tag:
        return None
    evaluator.doubts.add("a letter that may be the end of an index range")
    return length - 1 + _first(evaluator, sort)


def natural_call(
    specification: Specification, reading: Reading, node: Symbol
) -> FunctionCall | None:
    r"""Return the call for a bare function: ``h'_j`` is h'(a_j), A is A(z) where A(z) = ..."""
    name = node.base.rstrip("'")
    primes = len(node.base) - len(name)
    own = reading.own_functions.get(name)
    if node.tag or (own is not None and own.index):
        return None
    if own is not None and not node.indices:
        return FunctionCall(name, Symbol(own.argument), primes)
    meant = set(specification.function_names.get(name, ()))
    for quantity in specification.computed:
        formula = quantity.formula
        if isinstance(formula, FunctionCall) and formula.function in meant:
            assert isinstance(formula.argument, Symbol)
            return FunctionCall(name, replace(formula.argument, indices=node.indices), primes)
    return None


def _basis_vector(evaluator: Evaluation, index: Index, scope: Scope) -> Dual:
    """Return the vector that is 1 at one place and 0 elsewhere."""
    (axis,) = _vector_axes(evaluator, 1)
    places = Tensor((axis,), np.arange(evaluator.points.length))
    same = combine(np.equal, places, index_tensor(evaluator, index, scope))
    return Dual(Tensor(same.axes, same.data.astype(int)))
