"""The computation graph of a specification, evaluated at points and cut where that is asked.

To differentiate by a quantity, the graph is cut there: the quantity becomes an input with a slope
of 1 for each of its components, what is computed from it gets slopes by the chain rule, and what
it was computed from is constant.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from random import Random

import numpy as np

from grader.derivation.evaluation import dual as duals
from grader.derivation.evaluation import tensor as tensors
from grader.derivation.evaluation.dual import FIRST, LEVELS, SECOND, Dual
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import DIFFERENTIAL, Evaluation
from grader.derivation.evaluation.tensor import Tensor, combine
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.names.specification import Quantity

SEEDS = {FIRST: ("seed0", "seed1"), SECOND: ("seed2", "seed3")}
"""Axes for the components by which is differentiated, at each level."""

_DIRECTION_SEED = 20_211


class Layers:
    """The quantities of the graph for one evaluator, each computed once.

    Arrays have the axes point, "0", "1": the places of a quantity's indices.
    """

    def __init__(self, evaluator: Evaluation) -> None:
        self._evaluator = evaluator
        self._open: set[str] = set()
        self._kept: dict[str, Dual] = {}
        if not evaluator.setting.carried:
            self._kept = evaluator.points.layers(evaluator.system.name, evaluator.seeds)
        self._given: Mapping[str, Tensor] | None = None

    def value(self, name: str) -> Tensor:
        """Return a quantity's values."""
        return self.layer(name).value

    def layer(self, name: str) -> Dual:
        """Return a quantity, with its slope if it depends on the seed."""
        if name not in self._kept:
            if name in self._open:
                raise NotUnderstood(f"'{name}' is computed from itself")
            self._open.add(name)
            try:
                self._kept[name] = self._computed(name)
            finally:
                self._open.discard(name)
        return self._kept[name]

    def component(self, name: str, places: Mapping[str, Tensor]) -> Dual:
        """Return the components of a quantity that index tensors choose, by "0" and "1"."""
        return duals.gather(self.layer(name), places)

    def _computed(self, name: str) -> Dual:
        evaluator = self._evaluator
        quantity = evaluator.setting.specification.quantities[name]
        if evaluator.seed == name:
            return self._seeded(name, evaluator.outer.layers.layer(name))
        if evaluator.seed and quantity.is_given:
            return self._direction(name, evaluator.outer.layers.layer(name))
        if quantity.is_given:
            return Dual(self._inputs()[name])
        if evaluator.seed and not self._depends(name):
            return evaluator.outer.layers.layer(name)
        if name in evaluator.seeds:
            raise NotUnderstood("a second derivative by what depends on the other")
        carried = self._carried(name)
        return carried or self._from_formula(quantity)

    def _inputs(self) -> Mapping[str, Tensor]:
        if self._given is None:
            self._given = self._evaluator.points.tensors(self._evaluator.system)
        return self._given

    @property
    def _level(self) -> int:
        return LEVELS[len(self._evaluator.seeds) - 1]

    def _seeded(self, name: str, layer: Dual) -> Dual:
        one = Tensor((), np.asarray(1))
        for axis, seed in zip(layer.value.axes[1:], SEEDS[self._level], strict=False):
            index = np.arange(layer.value.data.shape[layer.value.axes.index(axis)])
            same = combine(np.equal, Tensor((axis,), index), Tensor((seed,), index))
            one = combine(operator.mul, one, Tensor(same.axes, same.data.astype(int)))
        return layer.with_slope(self._level, one)

    def _direction(self, name: str, layer: Dual) -> Dual:
        specification = self._evaluator.setting.specification
        if self._evaluator.seed != DIFFERENTIAL or name not in specification.parameters:
            return layer
        random = Random(f"{_DIRECTION_SEED} {name}")
        shape = layer.value.data.shape[1:]
        digits = [random.randint(2, 15) for _ in range(int(np.prod(shape)))]
        slope = np.asarray(digits, dtype=int).reshape(shape)
        return layer.with_slope(self._level, Tensor(layer.value.axes[1:], slope))

    def _depends(self, name: str) -> bool:
        """Return True if the quantity is computed from the seed; those above it are constant."""
        quantities = self._evaluator.setting.specification.quantities
        seed = self._evaluator.seed
        if seed == DIFFERENTIAL or quantities[seed].is_given:
            return True
        names = list(quantities)
        return names.index(name) > names.index(seed)

    def _carried(self, name: str) -> Dual | None:
        """Use a wrong derivative that the document found before in place of the right one."""
        evaluator = self._evaluator
        for (of, by), wrong in evaluator.setting.carried.items():
            if of != name or len(evaluator.seeds) != 1 or not self._reaches(by):
                continue
            inner = self.layer(by)
            if FIRST not in inner.slopes:
                continue
            slope = _chained(wrong, inner, evaluator)
            return evaluator.plain.layers.layer(name).with_slope(FIRST, slope)
        return None

    def _reaches(self, name: str) -> bool:
        return self._evaluator.seed == name or self._depends(name)

    def _from_formula(self, quantity: Quantity) -> Dual:
        assert quantity.formula is not None
        made = self._evaluator.in_statement().evaluate(quantity.formula, Scope())
        axes = {letter: str(place) for place, letter in enumerate(quantity.letters)}
        missing = set(made.value.axes) - {*axes, tensors.POINT}
        if missing:
            raise NotUnderstood(f"the formula of '{quantity.name}' has unexplained indices")
        return made.mapped(lambda part: _in_order(part.renamed(axes)))


def _in_order(part: Tensor) -> Tensor:
    order = (tensors.POINT, "0", "1", *SEEDS[FIRST], *SEEDS[SECOND])
    axes = tuple(axis for axis in order if axis in part.axes)
    return Tensor(axes, tensors.aligned(part, axes))


def _chained(wrong: Tensor, inner: Dual, evaluator: Evaluation) -> Tensor:
    r"""Return \sum_q wrong_{pq} inner'_q; the wrong's axes are those of "p" and then of "q"."""
    places = [axis for axis in inner.value.axes if axis != tensors.POINT]
    renamed = inner.slopes[FIRST].renamed({axis: f"q{axis}" for axis in places})
    product = combine(operator.mul, wrong, renamed)
    lengths = {f"q{axis}": evaluator.points.length for axis in places}
    product = tensors.spread(product, lengths)
    return _in_order(tensors.total(product, lengths).renamed({"p0": "0", "p1": "1"}))
