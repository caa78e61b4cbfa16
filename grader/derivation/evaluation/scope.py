"""Scopes: the meaning of each letter while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from grader.derivation.evaluation.dual import Dual
from grader.derivation.evaluation.tensor import Tensor
from grader.derivation.grammar.limits import NotUnderstood

_DEEPEST = 24


@dataclass(frozen=True)
class FunctionArgument:
    """The argument of a function inside its formula; ``axis`` is the one that indices choose."""

    dual: Dual
    axis: str = ""


@dataclass(frozen=True)
class Scope:
    """Bound indices, arguments of the function being evaluated, sorts of the letters.

    A letter that is not in ``indices`` is free: it becomes an axis of its own name.  Equal keys
    mean equal bindings; None means that nothing may be kept for later.
    """

    sorts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    indices: Mapping[str, Tensor] = field(default_factory=lambda: MappingProxyType({}))
    arguments: Mapping[str, FunctionArgument] = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 0
    key: str | None = ""

    def binding(self, indices: Mapping[str, Tensor]) -> Scope:
        """Return the scope with these indices bound as well, each to an axis of its own."""
        added = ",".join(f"{letter}:{index.axes[0]}" for letter, index in indices.items())
        key = None if self.key is None else f"{self.key};{added}"
        bound = {**self.indices, **indices}
        return replace(self, indices=bound, depth=self._deeper(), key=key)

    def of_function(
        self, name: str, argument: FunctionArgument, indices: Mapping[str, Tensor]
    ) -> Scope:
        """Return the scope of a function's formula: nothing from outside but the argument."""
        return Scope({}, indices, {name: argument}, self._deeper(), None)

    def of_definition(self, sorts: Mapping[str, str], indices: Mapping[str, Tensor]) -> Scope:
        """Return the scope of a definition's formula."""
        return Scope(sorts, indices, {}, self._deeper(), None)

    def fresh_axis(self, letter: str) -> str:
        """Return a name for an axis that no letter has."""
        return f"{letter}#{self.depth}"

    def _deeper(self) -> int:
        if self.depth >= _DEEPEST:
            raise NotUnderstood("names are defined by each other without an end")
        return self.depth + 1
