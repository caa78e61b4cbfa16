"""The tree of a formula.  Indices stay indices: w_{kj} is not w_{jk}, and no letter is a power.

Every node knows its span in the text that it was read from; two trees are equal if they say the
same, wherever they stand.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique
from fractions import Fraction
from typing import Any, NamedTuple


class Span(NamedTuple):
    """Half-open range of characters in the text of a file or cell."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, kw_only=True)
class Node:
    """Base class of expressions; ``label`` is what stands below a brace below the expression."""

    span: Span = field(default=NOWHERE, compare=False)
    label: Node | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Index:
    """An index of a subscript: a letter, or a number such as the 2 of y_2."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def is_number(self) -> bool:
        """Return True if the index is a number."""
        return self.name.isdigit()


@dataclass(frozen=True)
class Number(Node):
    value: Fraction


ONE = Number(Fraction(1))


@dataclass(frozen=True)
class Symbol(Node):
    """A quantity: base letter, layer tag (``^{(2)}``) and indices."""

    base: str
    tag: str = ""
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True)
class Addition(Node):
    """Terms added up; a subtracted term is a ``Negative``."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors and the signs between them.

    ``""`` is juxtaposition, ``"."`` a dot, ``"*"`` entry by entry, ``"o"`` outer, ``"/"`` divides.
    """

    factors: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True)
class Quotient(Node):
    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Power(Node):
    base: Node
    exponent: Node


@unique
class Operand(StrEnum):
    r"""Where that stands which a sign acts on, and so how certain its end is."""

    ENCLOSED = "enclosed"  # h(a), \frac{\partial E}{\partial a}
    BRACKET = "bracket"  # \frac{\partial}{\partial a} (..)
    OPEN = "open"  # \ln a x, \frac{\partial}{\partial a} E x


@dataclass(frozen=True)
class FunctionCall(Node):
    """A function of an argument, ``primes`` times differentiated."""

    function: str
    argument: Node
    primes: int = 0
    operand: Operand = field(default=Operand.ENCLOSED, compare=False)


@dataclass(frozen=True)
class Condition:
    """Two indices are equal, or are not."""

    left: Index
    right: Index
    equal: bool = True


def is_same_case(first: Condition, second: Condition) -> bool:
    """Return True if two conditions say the same, in whatever order."""
    pairs = [{one.left.name, one.right.name} for one in (first, second)]
    return pairs[0] == pairs[1] and first.equal == second.equal


@dataclass(frozen=True)
class Series(Node):
    r"""\sum or \prod over index letters, with bounds as they are written."""

    kind: str
    letters: tuple[Index, ...]
    body: Node
    lower: int | None = None
    upper: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Derivative(Node):
    r"""The derivative of a quantity by a quantity, each an expression.

    ``is_nabla`` says that it is written with ``\nabla``.
    """

    of: Node
    by: Node
    operand: Operand = field(default=Operand.ENCLOSED, compare=False)
    is_nabla: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Differential(Node):
    """The total differential of a quantity."""

    of: Node


@dataclass(frozen=True)
class Branch:
    """One line of a case distinction; no condition means "otherwise"."""

    value: Node
    conditions: tuple[Condition, ...] | None


@dataclass(frozen=True)
class Cases(Node):
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Indicator(Node):
    """1 where the conditions hold, 0 elsewhere: Kronecker's delta, Iverson's bracket."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Transpose(Node):
    operand: Node


@dataclass(frozen=True)
class Diagonal(Node):
    """The matrix with this vector on its diagonal."""

    operand: Node


@dataclass(frozen=True)
class Trace(Node):
    """The sum over the diagonal of a matrix."""

    operand: Node


@dataclass(frozen=True)
class Matrix(Node):
    """A vector or matrix written out, row by row."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Component(Node):
    """Entries of a vector or matrix that is an expression: [W^T d]_j."""

    operand: Node
    indices: tuple[Index, ...]


def children(node: Node) -> list[Node]:
    """Return the expressions directly inside an expression."""
    return list(_children(node))


def _children(node: Node) -> Iterator[Node]:
    for value in _values(node):
        if isinstance(value, Node):
            yield value
        elif isinstance(value, Branch):
            yield value.value
        elif isinstance(value, tuple):
            yield from (entry for entry in value if isinstance(entry, Node))


def walk(node: Node) -> Iterator[Node]:
    """Yield the expression and all that is inside it, outermost first."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(children(part))


def rebuilt(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return the node with ``change`` applied to everything directly inside it."""
    if isinstance(node, tuple) and not isinstance(node, Span):
        return tuple(rebuilt_item(item, change) for item in node)
    changed = {name: rebuilt_item(getattr(node, name), change) for name in _field_names(type(node))}
    return dataclasses.replace(node, **changed)


def rebuilt_item(item: Any, change: Callable[[Any], Any]) -> Any:
    """Return a field's value with ``change`` applied to nodes, indices, conditions and branches."""
    if isinstance(item, tuple):
        return tuple(rebuilt_item(part, change) for part in item)
    if isinstance(item, Branch | Condition):
        return rebuilt(item, change)
    return change(item) if isinstance(item, Node | Index) else item


def contains(node: Node, kind: type[Node] | tuple[type[Node], ...]) -> bool:
    """Return True if a node of this kind is anywhere in the expression."""
    return any(isinstance(part, kind) for part in walk(node))


_FIELDS: dict[type[Any], tuple[str, ...]] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields, but for those that say nothing of its value."""
    if kind not in _FIELDS:
        fields = dataclasses.fields(kind)
        _FIELDS[kind] = tuple(p.name for p in fields if p.name not in ("span", "label"))
    return _FIELDS[kind]


def _values(node: Node) -> Iterator[Any]:
    for name in _field_names(type(node)):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from value
        else:
            yield value
