"""Interface of an evaluator, for the modules that evaluate one kind of expression each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from grader.derivation.evaluation.dual import Dual
from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.tensor import Tensor
from grader.derivation.grammar.limits import Budget
from grader.derivation.grammar.nodes import Node
from grader.derivation.names.reading import Reading
from grader.derivation.names.sorts import Definitions
from grader.derivation.names.specification import NameKey, Specification

DIFFERENTIAL = "differential"
_NOTHING_CARRIED: Mapping[tuple[str, str], Tensor] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Setting:
    """Data that all evaluators of one reading share.

    ``carried`` replace derivatives by what the document wrongly found for them before; ``foreign``
    are names of the statement that mean something else in this document, which nobody says.
    """

    specification: Specification
    reading: Reading
    definitions: Definitions
    budget: Budget
    carried: Mapping[tuple[str, str], Tensor] = field(default_factory=lambda: _NOTHING_CARRIED)
    foreign: frozenset[NameKey] = frozenset()


class Quantities(Protocol):
    """The quantities of the graph, as one evaluator has them."""

    def value(self, name: str) -> Tensor:
        """Return a quantity's values."""

    def layer(self, name: str) -> Dual:
        """Return a quantity, with its slope if it depends on the seed."""

    def component(self, name: str, places: Mapping[str, Tensor]) -> Dual:
        """Return the components of a quantity that index tensors choose, by "0" and "1"."""


class Evaluation(Protocol):
    """What the evaluation of one kind of expression needs of the evaluator that calls it."""

    @property
    def setting(self) -> Setting:
        """The data that all evaluators of one reading share."""

    @property
    def system(self) -> NumberSystem:
        """The numbers to compute with."""

    @property
    def points(self) -> Points:
        """The points of evaluation."""

    @property
    def seed(self) -> str:
        """The quantity at which the graph is cut, DIFFERENTIAL, or nothing."""

    @property
    def doubts(self) -> set[str]:
        """Why an inequality would prove nothing."""

    @property
    def seeds(self) -> tuple[str, ...]:
        """The seeds of the evaluators around this one, and its own."""

    @property
    def outer(self) -> Evaluation:
        """The evaluator of the same with one seed less."""

    @property
    def plain(self) -> Evaluation:
        """The evaluator of the same without a seed."""

    @property
    def layers(self) -> Quantities:
        """The quantities of the graph."""

    def seeded(self, seed: str) -> Evaluation:
        """Return the evaluator that is cut at a quantity, or takes differentials."""

    def in_statement(self) -> Evaluation:
        """Return an evaluator that reads names as the statement means them."""

    def evaluate(self, node: Node, scope: Scope) -> Dual:
        """Return the value of an expression, with its slope if there is a seed."""

    def free_index(self, letter: str) -> Tensor:
        """Return the index tensor of a free letter."""
