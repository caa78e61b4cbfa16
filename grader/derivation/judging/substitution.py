"""Put what a document wrongly found for an expression in the place of that expression.

Whoever found a wrong value for d ln y_k goes on with it wherever d ln y_k stands, with whatever
letters.  A substitution may excuse a later line, never cross one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.derivation.grammar.nodes import (
    Branch,
    Condition,
    Index,
    Node,
    Series,
    rebuilt,
    walk,
)


@dataclass(frozen=True)
class Substitution:
    """An expression, and what stands for it from now on."""

    head: Node
    wrong: Node

    def applied(self, node: Any) -> Any:
        """Return an expression with the wrong value wherever the head stands."""
        if not isinstance(node, Node):
            return node
        letters = _matched(self.head, node, {})
        if letters is None:
            return rebuilt(node, self.applied)
        return _renamed(self.wrong, {**_fresh(self.wrong), **letters})


def substituted(node: Node, rules: Iterable[Substitution]) -> Node:
    """Return an expression with all these substitutions made, the latest first."""
    for rule in rules:
        node = rule.applied(node)
    return node


def _fresh(node: Node) -> dict[str, str]:
    """Return other letters for those that are bound inside, so that none is bound twice."""
    series = (part for part in walk(node) if isinstance(part, Series))
    return {letter.name: f"{letter.name}'" for one in series for letter in one.letters}


def _renamed(node: Node, letters: Mapping[str, str]) -> Node:
    def change(part: Any) -> Any:
        if isinstance(part, Index):
            return Index(letters.get(part.name, part.name), part.span)
        return rebuilt(part, change)

    made: Node = change(node)
    return made


def _matched(pattern: Any, node: Any, letters: dict[str, str]) -> dict[str, str] | None:
    """Return what the letters of a pattern are in an expression of the same form."""
    if type(pattern) is not type(node):
        return None
    if isinstance(pattern, Index) and not (pattern.is_number or node.is_number):
        known = letters.setdefault(pattern.name, node.name)
        return letters if known == node.name else None
    if not isinstance(pattern, Node | Branch | Condition | tuple):
        return letters if pattern == node else None
    own, others = _parts(pattern), _parts(node)
    if len(own) != len(others):
        return None
    fits = (
        _matched(one, other, letters) is not None for one, other in zip(own, others, strict=True)
    )
    return letters if all(fits) else None


def _parts(whole: Any) -> tuple[Any, ...]:
    """Return what an expression consists of, but for where it stands."""
    if isinstance(whole, tuple):
        return whole
    names = (field.name for field in dataclasses.fields(whole) if field.compare)
    return tuple(getattr(whole, name) for name in names)
