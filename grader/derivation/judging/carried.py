"""Carry wrong results of a document into its later chains, which may follow from them.

A later chain may use a wrong value for dP/dQ that an earlier chain ended in.  A step of it is right
on its own account if it holds with the wrong value in place of the right one: by the chain rule,
dP/dR = \\sum_Q (dP/dQ)_carried dQ/dR.  A carried result may excuse a line, never cross one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.functions import by_quantity
from grader.derivation.evaluation.matching import component_of
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.symbols import condition_mask, definition_of
from grader.derivation.evaluation.tensor import POINT, Tensor, select, spread
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Condition,
    Derivative,
    Index,
    Node,
    Symbol,
    contains,
    rebuilt,
)
from grader.derivation.judging.steps import side_value
from grader.derivation.names.reading import Definition, letters_of
from grader.derivation.names.sorts import Definitions
from grader.derivation.names.specification import NameKey, Names


@dataclass(frozen=True, eq=False)
class CarriedResult:
    """A wrong derivative, with the axes point, p0, .. of P and q0, .. of Q."""

    of: str
    by: str
    values: Tensor


def carried_result(
    evaluator: Evaluator,
    head: Node,
    wrong: Node,
    scope: Scope,
    conditions: tuple[Condition, ...],
) -> CarriedResult | None:
    """Return the wrong derivative that a chain leaves to later ones, by its head and its end."""
    derivative = as_derivative(evaluator, head, scope)
    if derivative is None:
        return None
    try:
        by, by_places = by_quantity(evaluator, derivative.by, scope)
        of, of_places = denoted_quantity(evaluator, derivative.of, scope)
        names = _axes(of_places, "p") | _axes(by_places, "q")
        right = side_value(evaluator, head, scope).tensor
        value = side_value(evaluator, wrong, scope).tensor
    except NotUnderstood:
        return None
    mask = condition_mask(evaluator, conditions, scope)
    made = select(mask, value, right)
    if len(names) != len(of_places) + len(by_places) or set(made.axes) - {POINT, *names}:
        return None
    lengths = dict.fromkeys(names, evaluator.points.length)
    return CarriedResult(of, by, spread(made, lengths).renamed(names))


def _axes(places: dict[str, Tensor], prefix: str) -> dict[str, str]:
    """Return axis names for letters that run over all components; others stay away."""
    return {
        index.axes[0]: f"{prefix}{place}"
        for place, index in places.items()
        if len(index.axes) == 1 and (index.data == np.arange(index.data.size)).all()
    }


def denoted_quantity(
    evaluator: Evaluator, node: Node, scope: Scope
) -> tuple[str, dict[str, Tensor]]:
    value = evaluator.evaluate(node, scope).value
    for name in evaluator.setting.specification.quantities:
        places = component_of(value, evaluator.layers.value(name), evaluator.system)
        if places is not None:
            return name, places
    raise NotUnderstood("no quantity")


def as_derivative(evaluator: Evaluator, head: Node, scope: Scope) -> Derivative | None:
    """Return the derivative that a head is, by itself or by the definition of its name."""
    if isinstance(head, Derivative):
        return head
    if not isinstance(head, Symbol):
        return None
    one = definition_of(evaluator, head, scope)
    if one is None or not isinstance(one.formula, Derivative):
        return None
    names = dict(zip(one.letters, letters_of(head.indices), strict=True))
    return _renamed(one.formula, names)


def _renamed(node: Derivative, names: dict[str, str]) -> Derivative:
    def change(part: object) -> object:
        if isinstance(part, Index):
            return Index(names.get(part.name, part.name), part.span)
        return rebuilt(part, change)

    made = rebuilt(node, change)
    assert isinstance(made, Derivative)
    return made


def intended(
    definitions: Definitions, names: Names, root: str, used: Iterable[NameKey]
) -> Iterator[Definitions]:
    """Yield the definitions in which a used name is the derivative that it may be meant as.

    Whoever defines e = t - y and goes on rightly means dE/dz by e: the slip is in the definition.
    """
    written = {meant[0]: key for key, meant in reversed([*names.items()]) if len(meant) == 1}
    for key in used:
        own = definitions.get(key, ())
        if len(own) != 1 or contains(own[0].formula, Derivative):
            continue
        for quantity, name in written.items():
            if quantity != root and root in written and name not in definitions:
                of = Symbol(*written[root])
                by = Symbol(name[0], name[1], tuple(map(Index, own[0].letters)))
                yield {**definitions, key: (replace(own[0], formula=Derivative(of, by)),)}


def redefined(
    definitions: Definitions, head: Node, wrong: Node, sorts: dict[str, str]
) -> dict[NameKey, tuple[Definition, ...]]:
    """Return the definitions in which the head's own name means the wrong side."""
    changed = dict(definitions)
    if not isinstance(head, Symbol) or (head.base, head.tag) not in definitions:
        return changed
    key = head.base, head.tag
    letters = letters_of(head.indices)
    changed[key] = tuple(
        replace(one, letters=letters, formula=wrong, letter_sorts=sorts)
        if len(one.letters) == len(letters)
        else one
        for one in definitions[key]
    )
    return changed
