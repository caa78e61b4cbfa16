"""Carry wrong results of a document into its later chains, which may follow from them.

A later chain may use a wrong value for dP/dQ that an earlier chain ended in.  A step of it is right
on its own account if it holds with the wrong value in place of the right one: by the chain rule,
dP/dR = \\sum_Q (dP/dQ)_carried dQ/dR.  A carried result may excuse a line, never cross one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.derivation.evaluation.dual import FIRST
from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.functions import by_quantity
from grader.derivation.evaluation.graph import SEEDS
from grader.derivation.evaluation.matching import component_of
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.symbols import condition_mask, definition_of
from grader.derivation.evaluation.tensor import POINT, Tensor, aligned, joined_axes, spread
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Condition,
    Derivative,
    Differential,
    Index,
    Node,
    Symbol,
    contains,
    rebuilt,
    walk,
)
from grader.derivation.judging.side_values import side_value
from grader.derivation.names.reading import Definition, letters_of
from grader.derivation.names.sorts import Definitions
from grader.derivation.names.specification import NameKey, Names, Specification

_READ_OFF = "component "
"""Letters for the components of what is differentiated by, which no document has."""


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
        value = side_value(evaluator, wrong, scope).tensor
    except NotUnderstood:
        return None
    places = {f"p{place}": index for place, index in of_places.items()}
    places |= {f"q{place}": index for place, index in by_places.items()}
    right = _whole_derivative(evaluator, of, by)
    if len(right.axes) != len(places) + 1:
        return None
    mask = condition_mask(evaluator, conditions, scope)
    return CarriedResult(of, by, _with_entries(right, value, mask, places))


def _whole_derivative(evaluator: Evaluator, of: str, by: str) -> Tensor:
    """Return the right derivative of all components by all, along point, p0, .. and q0, .."""
    slope = evaluator.seeded(by).layers.layer(of).slope(FIRST).value
    ranks = [evaluator.layers.value(name).data.ndim - 1 for name in (of, by)]
    names = {str(place): f"p{place}" for place in range(ranks[0])}
    names |= {axis: f"q{place}" for place, axis in enumerate(SEEDS[FIRST][: ranks[1]])}
    lengths = {POINT: len(evaluator.points.levels)}
    lengths |= dict.fromkeys(names.values(), evaluator.points.length)
    whole = spread(slope.renamed(names), lengths)
    return Tensor(tuple(lengths), aligned(whole, tuple(lengths)))


def _with_entries(whole: Tensor, value: Tensor, mask: Tensor, places: dict[str, Tensor]) -> Tensor:
    """Return the values with others where index tensors say, as far as a mask is true."""
    ordered = [places[axis] for axis in whole.axes[1:]]
    axes = (POINT, *(a for a in joined_axes((value, mask, *ordered)) if a != POINT))
    sizes = [whole.data.shape[0], *(whole.data.shape[-1:] * (len(axes) - 1))]
    points = Tensor((POINT,), np.arange(sizes[0]))
    lined_up = [
        np.broadcast_to(aligned(one, axes), sizes) for one in (value, mask, points, *ordered)
    ]
    wanted = lined_up[1].astype(bool)
    data = whole.data.astype(float).copy()
    data[tuple(part[wanted] for part in lined_up[2:])] = lined_up[0][wanted]
    return Tensor(whole.axes, data)


def read_off(head: Node, wrong: Node, specification: Specification) -> Iterator[tuple[Node, Node]]:
    """Yield the derivatives that people read off a differential: from dE = c dz that by z."""
    if not isinstance(head, Differential):
        return
    written = {
        (part.of.base, part.of.tag): len(part.of.indices)
        for part in walk(wrong)
        if isinstance(part, Differential) and isinstance(part.of, Symbol)
    }
    for (base, tag), rank in written.items():
        if rank and (base, tag) in specification.names:
            by = Symbol(base, tag, tuple(Index(f"{_READ_OFF}{place}") for place in range(rank)))
            yield _by(head, by), _by(wrong, by)


def _by(node: Node, by: Symbol) -> Node:
    """Return an expression with derivatives by a name for all differentials."""

    def change(part: Any) -> Any:
        if isinstance(part, Differential):
            return Derivative(part.of, by, span=part.span)
        return rebuilt(part, change) if isinstance(part, Node) else part

    made: Node = change(node)
    return made


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
    """Return the definitions in which the head's name means the wrong side."""
    changed = dict(definitions)
    if not isinstance(head, Symbol):
        return changed
    key = head.base, head.tag
    letters = letters_of(head.indices)
    if key not in definitions:
        if len(set(letters)) == len(letters) and not any(i.is_number for i in head.indices):
            own = tuple(sorts.get(letter) for letter in letters)
            changed[key] = (Definition(letters, own, wrong, sorts),)
        return changed
    changed[key] = tuple(
        replace(one, letters=letters, formula=wrong, letter_sorts=sorts)
        if len(one.letters) == len(letters)
        else one
        for one in definitions[key]
    )
    return changed
