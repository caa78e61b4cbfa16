"""Evaluate an expression at all points and for all values of its indices.

One evaluator belongs to one number system, one set of points and one seed:

    plain         values only
    cut at a      derivatives by the components of quantity a, everything above a held constant
    differential  derivatives along a random direction of all parameters

An evaluator with a seed can be seeded once more, for derivatives of derivatives.

There is no simplifier, and so none of a simplifier's false negatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from grader.derivation.evaluation import dual as duals
from grader.derivation.evaluation import functions, symbols, vectors
from grader.derivation.evaluation.dual import LEVELS, Dual
from grader.derivation.evaluation.graph import Layers
from grader.derivation.evaluation.matching import component_of
from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import DIFFERENTIAL, Setting
from grader.derivation.evaluation.tensor import Tensor, combine, every_place
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Addition,
    Cases,
    Component,
    Derivative,
    Diagonal,
    Differential,
    FunctionCall,
    Indicator,
    Matrix,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Series,
    Symbol,
    Trace,
    Transpose,
)
from grader.derivation.names.reading import statement_reading


class _Kept(NamedTuple):
    """A value, and what it came from, so that its identity stays its own."""

    dual: Dual
    doubts: frozenset[str]
    node: Node
    sorts: Mapping[str, str]


class Evaluator:
    """Evaluates expressions; ``doubts`` collects why an inequality would prove nothing."""

    def __init__(
        self,
        setting: Setting,
        system: NumberSystem,
        points: Points,
        seed: str = "",
        outer: Evaluator | None = None,
    ) -> None:
        self.setting = setting
        self.system = system
        self.points = points
        self.seed = seed
        self.outer: Evaluator = outer or self
        self.plain: Evaluator = self.outer.plain if outer else self
        self.doubts: set[str] = outer.doubts if outer else set()
        self.seeds: tuple[str, ...] = (*outer.seeds, seed) if outer else ()
        self.layers = Layers(self)
        self._seeded: dict[str, Evaluator] = {}
        self._kept: dict[tuple[int, int, str], _Kept] = {}

    def seeded(self, seed: str) -> Evaluator:
        """Return the evaluator that is cut at a quantity, or takes differentials."""
        if len(self.seeds) == len(LEVELS):
            raise NotUnderstood("a third derivative")
        if seed not in self._seeded:
            self._seeded[seed] = Evaluator(self.setting, self.system, self.points, seed, self)
        return self._seeded[seed]

    def in_statement(self) -> Evaluator:
        """Return an evaluator that reads names as the statement means them, on these layers."""
        setting = self.setting
        reading = statement_reading(setting.specification)
        plain = Setting(setting.specification, reading, {}, setting.budget, setting.carried)
        made = Evaluator(plain, self.system, self.points, self.seed)
        made.layers, made.seeds = self.layers, self.seeds
        made.outer, made.plain = self.outer, self.plain
        return made

    def evaluate(self, node: Node, scope: Scope) -> Dual:
        """Return the value of an expression, with its slope if this evaluator has a seed.

        Raises
        ------
        NotUnderstood
            If a name has no meaning here, or shapes do not fit.
        """
        if scope.key is None:
            return self._evaluated(node, scope)
        key = id(node), id(scope.sorts), scope.key
        kept = self._kept.get(key)
        if kept is None:
            before = set(self.doubts)
            self.doubts.clear()
            found = self._evaluated(node, scope)
            kept = self._kept[key] = _Kept(found, frozenset(self.doubts), node, scope.sorts)
            self.doubts |= before
        self.doubts |= kept.doubts
        return kept.dual

    def _evaluated(self, node: Node, scope: Scope) -> Dual:
        self.setting.budget.spend()
        matched = self._matched(node, scope)
        if matched is not None:
            return matched
        found: Dual = _EVALUATE[type(node)](self, node, scope)
        if found.value.data.size > self.setting.budget.limits.elements:
            raise NotUnderstood("the line has too many different indices")
        return found

    def free_index(self, letter: str) -> Tensor:
        """Return the index tensor of a free letter: an axis of its own."""
        return Tensor((letter,), every_place(self.points.length))

    def _matched(self, node: Node, scope: Scope) -> Dual | None:
        """Recognise an expression that *is* a quantity at which the graph is cut."""
        cuts = [seed for seed in self.seeds if seed != DIFFERENTIAL]
        if not cuts or scope.arguments or isinstance(node, Number | Symbol):
            return None
        try:
            value = self.plain.evaluate(node, scope).value
        except NotUnderstood:
            return None
        for seed in cuts:
            places = component_of(value, self.plain.layers.value(seed), self.system)
            if places is not None:
                return self.layers.component(seed, places)
        return None


def _number(evaluator: Evaluator, node: Number, scope: Scope) -> Dual:
    return duals.constant(evaluator.system.array(node.value))


def _negative(evaluator: Evaluator, node: Negative, scope: Scope) -> Dual:
    return duals.negate(evaluator.evaluate(node.operand, scope))


def _addition(evaluator: Evaluator, node: Addition, scope: Scope) -> Dual:
    terms = [evaluator.evaluate(term, scope) for term in node.terms]
    vectors.check_terms(evaluator, terms)
    made = terms[0]
    for term in terms[1:]:
        made = duals.add(made, term)
    return made


def _quotient(evaluator: Evaluator, node: Quotient, scope: Scope) -> Dual:
    above = evaluator.evaluate(node.numerator, scope)
    below = evaluator.evaluate(node.denominator, scope)
    if vectors.is_vector(below):
        evaluator.doubts.add("a division by a vector")
        vectors.check_terms(evaluator, [above, below])
    return duals.multiply(above, duals.reciprocal(below))


def _power(evaluator: Evaluator, node: Power, scope: Scope) -> Dual:
    if isinstance(node.base, Diagonal):  # diag(y)^{-1} is the diagonal matrix of all 1 / y
        inner = replace(node, base=node.base.operand)
        return _diagonal(evaluator, replace(node.base, operand=inner), scope)
    base = evaluator.evaluate(node.base, scope)
    exponent = node.exponent
    sign = 1
    if isinstance(exponent, Negative):
        sign, exponent = -1, exponent.operand
    if isinstance(exponent, Number) and exponent.value.denominator == 1:
        return duals.integer_power(base, sign * int(exponent.value))
    if isinstance(exponent, Number) and exponent.value.denominator == 2 and sign > 0:
        return duals.integer_power(
            duals.square_root(base, evaluator.system), exponent.value.numerator
        )
    logarithm = duals.logarithm(base, evaluator.system)
    product = duals.multiply(evaluator.evaluate(node.exponent, scope), logarithm)
    return duals.exponential(product, evaluator.system)


def _transpose(evaluator: Evaluator, node: Transpose, scope: Scope) -> Dual:
    return vectors.transposed(evaluator.evaluate(node.operand, scope))


def _diagonal(evaluator: Evaluator, node: Diagonal, scope: Scope) -> Dual:
    return vectors.diagonal(evaluator.evaluate(node.operand, scope), evaluator.points.length)


def _trace(evaluator: Evaluator, node: Trace, scope: Scope) -> Dual:
    return vectors.trace(evaluator.evaluate(node.operand, scope))


def _matrix(evaluator: Evaluator, node: Matrix, scope: Scope) -> Dual:
    lengths = {len(node.rows), *map(len, node.rows)}
    if not lengths <= {1, evaluator.points.length} or max(lengths) == 1:
        raise NotUnderstood("a matrix of another size than the document says")
    entries = [[evaluator.evaluate(entry, scope) for entry in row] for row in node.rows]
    if any(vectors.is_vector(entry) for row in entries for entry in row):
        raise NotUnderstood("a matrix of vectors")
    return vectors.matrix(entries)


def _indicator(evaluator: Evaluator, node: Indicator, scope: Scope) -> Dual:
    mask = symbols.condition_mask(evaluator, node.conditions, scope)
    return Dual(Tensor(mask.axes, mask.data.astype(int)))


def _cases(evaluator: Evaluator, node: Cases, scope: Scope) -> Dual:
    made: Dual | None = None
    covered = Tensor((), np.asarray(False))
    for branch in node.branches:
        value = evaluator.evaluate(branch.value, scope)
        mask = Tensor((), np.asarray(True))
        if branch.conditions is not None:
            mask = symbols.condition_mask(evaluator, branch.conditions, scope)
        made = value if made is None else duals.select(covered, made, value)
        covered = combine(np.logical_or, covered, mask)
    assert made is not None
    if not covered.data.all():
        raise NotUnderstood("the cases leave something out")
    return made


_EVALUATE: dict[type[Node], Callable[..., Dual]] = {
    Number: _number,
    Negative: _negative,
    Addition: _addition,
    Quotient: _quotient,
    Power: _power,
    Transpose: _transpose,
    Diagonal: _diagonal,
    Trace: _trace,
    Matrix: _matrix,
    Indicator: _indicator,
    Cases: _cases,
    Symbol: symbols.symbol,
    Component: symbols.component,
    Product: vectors.product,
    FunctionCall: functions.call,
    Series: functions.series,
    Derivative: functions.derivative,
    Differential: functions.differential,
}
