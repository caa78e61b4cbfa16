"""Collect the names that a document introduces, before its lines are judged.

The head of a chain that no name of the statement explains is a definition.  A name of the statement
that the document gives to *another* quantity of the statement (a_k for what the statement calls
z_k) is a definition too, if the values prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.matching import component_of
from grader.derivation.evaluation.numbers import doubles
from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import Setting
from grader.derivation.evaluation.symbols import natural_call
from grader.derivation.evaluation.tensor import MATRIX_AXES, Tensor
from grader.derivation.grammar.indicators import ONES
from grader.derivation.grammar.limits import Budget, NotUnderstood
from grader.derivation.grammar.nodes import Derivative, Node, Symbol, contains, rebuilt, walk
from grader.derivation.judging.side_values import side_value
from grader.derivation.names.reading import Definition, Reading, letters_of
from grader.derivation.names.sorts import Definitions, infer_sorts
from grader.derivation.names.specification import NameKey, Specification
from grader.derivation.source.statements import Chain

GENERIC = -1
"""The place of a definition that a document gives for all layers at once."""


@dataclass
class Collector:
    """Collects definitions for one reading."""

    specification: Specification
    reading: Reading
    points: Points
    budget: Budget
    found: dict[NameKey, tuple[Definition, ...]] = field(default_factory=dict)

    def collect(self, chains: Iterable[Chain]) -> Definitions:
        """Return the definitions of all chains, by name."""
        chains = tuple(chains)
        for key, definition in self._generic(chains):
            self.found[key] = (definition,)
        for place, chain in enumerate(chains):
            made = self._definition(chain, place)
            if made is not None:
                key, definition = made
                self.found[key] = (*self.found.get(key, ()), definition)
            else:
                self._add_sides(chain)
        for place, chain in enumerate(chains):
            for key, definition in self._inside(chain, place):
                self.found[key] = (definition,)
        for chain in chains:
            for key, definition in self._labels(chain):
                self.found[key] = (*self.found.get(key, ()), definition)
        return dict(self.found)

    def _generic(self, chains: Sequence[Chain]) -> Iterator[tuple[NameKey, Definition]]:
        r"""Yield what ``\delta^{[l]} = \partial E / \partial z^{[l]}`` says of each layer."""
        symbols = [p for c in chains for n in c.nodes for p in walk(n) if isinstance(p, Symbol)]
        for chain in chains:
            made = self._definition(chain, GENERIC)
            head = chain.sides[0].node
            if made is None or not isinstance(head, Symbol) or len(head.tag) != 1:
                continue
            if not head.tag.isalpha() or head.tag not in _tags(made[1].formula):
                continue
            for number in sorted(
                {s.tag for s in symbols if s.base == head.base and s.tag.isdigit()}
            ):
                formula = _with_tag(made[1].formula, head.tag, number)
                yield (head.base, number), replace(made[1], formula=formula, sides=(formula,))

    def _labels(self, chain: Chain) -> Iterator[tuple[NameKey, Definition]]:
        r"""Yield the names below braces: ``\underbrace{a b}_{c} d``."""
        sorts = self.sorts(chain)
        for part in (part for node in chain.nodes for part in walk(node)):
            name = part.label
            if not isinstance(name, Symbol) or not _is_plain(name) or _mentions(part, name):
                continue
            own = tuple(self._sort(index.name, sorts) for index in name.indices)
            one = Definition(letters_of(name.indices), own, part, sorts, GENERIC, (part,))
            if self._is_free(name) and self._is_new(name, one):
                yield (name.base, name.tag), one

    def _inside(self, chain: Chain, place: int) -> Iterator[tuple[NameKey, Definition]]:
        r"""Yield the names that a chain gives to its value on the way: ``A = B =: \delta_k``."""
        head = chain.sides[0].node
        for number, side in enumerate(chain.sides[1:], start=1):
            name = side.node
            if not isinstance(name, Symbol) or not _is_plain(name) or head is None:
                continue
            key = name.base, name.tag
            if key in self.found or not self._is_free(name):
                continue
            formula = self._meant_inside(chain, number)
            if formula is not None and not _mentions(formula, name):
                sorts = self.sorts(chain)
                own = tuple(self._sort(index.name, sorts) for index in name.indices)
                letters = letters_of(name.indices)
                yield key, Definition(letters, own, formula, sorts, place, (formula,), number)

    def _meant_inside(self, chain: Chain, number: int) -> Node | None:
        """Return what a name on the way stands for: the head, or what stands beside the name."""
        setting = Setting(self.specification, self.reading, self.found, self.budget)
        evaluator = Evaluator(setting, doubles(), self.points)
        around = (*chain.sides[:number], *chain.sides[number + 1 :])
        for side in around:
            try:
                if side.node is not None:
                    side_value(evaluator, side.node, Scope(self.sorts(chain)))
                    return side.node
            except NotUnderstood:
                continue
        return None

    def _add_sides(self, chain: Chain) -> None:
        """Add what a later chain says about a name to its definition."""
        head = chain.sides[0].node
        if not isinstance(head, Symbol) or (head.base, head.tag) not in self.found:
            return
        key, sorts = (head.base, head.tag), self.sorts(chain)
        own = tuple(self._sort(index.name, sorts) for index in head.indices)
        self.found[key] = tuple(
            replace(one, sides=(*one.sides, *chain.nodes[1:])) if one.sorts == own else one
            for one in self.found[key]
        )

    def _definition(self, chain: Chain, place: int) -> tuple[NameKey, Definition] | None:
        head = chain.sides[0].node
        if not isinstance(head, Symbol) or len(chain.sides) < 2 or not _is_plain(head):
            return None
        formula = next((one.node for one in chain.sides[1:] if one.node is not None), None)
        if formula is None or _mentions(formula, head):
            return None
        sorts = self.sorts(chain)
        definition = Definition(
            letters_of(head.indices),
            tuple(self._sort(index.name, sorts) for index in head.indices),
            formula,
            sorts,
            place,
            chain.nodes[1:],
        )
        if self._is_new(head, definition) and not self._is_known(head, definition, sorts):
            return (head.base, head.tag), definition
        return None

    def sorts(self, chain: Chain) -> dict[str, str]:
        """Return the sorts of the letters of a chain."""
        return infer_sorts(chain.nodes, self.reading, self.specification, self.found)

    def _sort(self, letter: str, sorts: Mapping[str, str]) -> str | None:
        return sorts.get(letter) or self.specification.sort_of(letter)

    def _is_new(self, head: Symbol, definition: Definition) -> bool:
        known = self.found.get((head.base, head.tag), ())
        return all(
            len(one.letters) != len(definition.letters) or one.sorts != definition.sorts
            for one in known
        )

    def _is_known(self, head: Symbol, definition: Definition, sorts: dict[str, str]) -> bool:
        """Return True if the statement's meaning of the name stands."""
        is_slope = head.base.endswith("'")
        if is_slope and natural_call(self.specification, self.reading, head) is not None:
            return True
        names = self.reading.names.get((head.base, head.tag), ())
        ranks = {len(self.specification.quantities[name].sorts) for name in names}
        if len(head.indices) not in {0, *ranks}:
            return False
        if not names:
            return not self._is_free(head)
        if contains(definition.formula, Derivative):
            return not self._has_other_shape(head, definition.formula, sorts)
        return not self._is_other_quantity(head, definition.formula, sorts)

    def _is_free(self, head: Symbol) -> bool:
        return head.base != ONES and not self.reading.names.get((head.base, head.tag), ())

    def _has_other_shape(self, head: Symbol, formula: Node, sorts: dict[str, str]) -> bool:
        """Return True if a number is said to be a vector or matrix, or one of them a number."""
        setting = Setting(self.specification, self.reading, self.found, self.budget)
        evaluator = Evaluator(setting, doubles(), self.points)
        try:
            sides = [side_value(evaluator, one, Scope(sorts)).tensor for one in (head, formula)]
        except NotUnderstood:
            return False
        return bool(_shape(sides[0])) is not bool(_shape(sides[1]))

    def _is_other_quantity(self, head: Symbol, formula: Node, sorts: dict[str, str]) -> bool:
        """Return True if the formula is, by its values, another quantity than the name denotes."""
        setting = Setting(self.specification, self.reading, self.found, self.budget)
        evaluator = Evaluator(setting, doubles(), self.points)
        meant = self.reading.names.get((head.base, head.tag), ())
        if isinstance(formula, Symbol) and len(meant) > 1:
            one = self.reading.names.get((formula.base, formula.tag), ())
            return bool(one) and set(one) < set(meant)
        others = [name for name in self.specification.quantities if name not in meant]
        try:
            value = side_value(evaluator, formula, Scope(sorts)).tensor
            if _shape(value) != _shape(side_value(evaluator, head, Scope(sorts)).tensor):
                return True
            if any(_is_component(value, name, evaluator) for name in meant):
                return False
            if self._takes_over(head, meant, sorts) and not self._is_renamed(meant, evaluator):
                return False
            return any(_is_component(value, name, evaluator) for name in others)
        except NotUnderstood:
            return False

    def _takes_over(self, head: Symbol, meant: Sequence[str], sorts: Mapping[str, str]) -> bool:
        """Return True if the head has the indices of what the statement calls so."""
        own = tuple(self._sort(index.name, sorts) for index in head.indices)
        return any(self.specification.quantities[name].sorts == own for name in meant)

    def _is_renamed(self, meant: Sequence[str], evaluator: Evaluator) -> bool:
        """Return True if the document has given a new name to what the statement calls so.

        Where a is what leaves a unit and z what enters it, z was defined before; where y is what
        the statement calls z, and nothing is what it calls y, the network is another one.
        """
        for one in (one for definitions in self.found.values() for one in definitions):
            value = side_value(evaluator, one.formula, Scope(one.letter_sorts)).tensor
            if any(_is_component(value, name, evaluator) for name in meant):
                return True
        return False


def _tags(node: Node) -> set[str]:
    return {part.tag for part in walk(node) if isinstance(part, Symbol)}


def _with_tag(node: Node, old: str, new: str) -> Node:
    """Return an expression about another layer."""

    def change(part: Any) -> Any:
        inner = rebuilt(part, change) if isinstance(part, Node) else part
        is_old = isinstance(inner, Symbol) and inner.tag == old
        return replace(inner, tag=new) if is_old else inner

    made: Node = change(node)
    return made


def _shape(value: Tensor) -> set[str]:
    return {axis for axis in value.axes if axis in MATRIX_AXES}


def _is_component(value: Tensor, name: str, evaluator: Evaluator) -> bool:
    return component_of(value, evaluator.layers.value(name), evaluator.system) is not None


def _is_plain(head: Symbol) -> bool:
    letters = letters_of(head.indices)
    return len(set(letters)) == len(letters) and not any(i.is_number for i in head.indices)


def _mentions(formula: Node, head: Symbol) -> bool:
    return any(
        isinstance(part, Symbol)
        and (part.base, part.tag, part.indices) == (head.base, head.tag, head.indices)
        for part in walk(formula)
    )
