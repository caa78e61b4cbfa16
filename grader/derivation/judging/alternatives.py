"""List alternative readings of a side: they may confirm a line, never cross it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

from grader.derivation.grammar.nodes import (
    Addition,
    Derivative,
    FunctionCall,
    Index,
    Indicator,
    Negative,
    Node,
    Operand,
    Product,
    Series,
    Symbol,
    Transpose,
    contains,
    rebuilt,
    walk,
)


def alternatives(node: Node, free: frozenset[str]) -> Iterator[tuple[Node, str]]:
    """Yield other readings of a side, each with a note for the reader.

    Parameters
    ----------
    free
        Letters that are free in the chain's head.
    """
    loose = _loose(node)
    if loose != node:
        yield loose, "the sum or derivative is read as reaching over the rest of the line"
    doubled = {
        letter.name
        for part in walk(node)
        if isinstance(part, Series)
        for letter in part.letters
        if letter.name in free
    }
    if doubled and contains(node, Derivative):
        outer = _outer(node, frozenset(doubled), frozenset())
        yield outer, "one letter is free and summed over; below ∂ the free one is read"


def calls_as_products(node: Any, names: Container[str]) -> Any:
    """Return the expression with products for calls of what also names a vector: h (y - t).

    A transpose behind the bracket belongs to the bracket then.
    """
    if isinstance(node, Transpose) and _may_be_product(node.operand, names):
        inner = calls_as_products(node.operand, names)
        turned = Transpose(inner.factors[1], span=node.span)
        return Product((inner.factors[0], turned), ("",), span=node.span)
    if _may_be_product(node, names):
        argument = calls_as_products(node.argument, names)
        return Product((Symbol(node.function, span=node.span), argument), ("",), span=node.span)
    if not isinstance(node, Node):
        return node
    return rebuilt(node, lambda part: calls_as_products(part, names))


def _may_be_product(node: Any, names: Container[str]) -> bool:
    return isinstance(node, FunctionCall) and node.function in names and not node.primes


def with_own_shapes(node: Any, is_shaped: Callable[[Derivative], bool]) -> Any:
    """Return the expression with derivatives transposed that have the shape of what they are by."""
    if isinstance(node, Derivative) and is_shaped(node):
        return Transpose(node, span=node.span)
    if not isinstance(node, Node):
        return node
    return rebuilt(node, lambda part: with_own_shapes(part, is_shaped))


def _loose(node: Any) -> Any:
    """Let the first sum or derivative among terms take in all terms behind it."""
    node = rebuilt(node, _loose) if isinstance(node, Node) else node
    if not isinstance(node, Addition):
        return node
    for place, term in enumerate(node.terms[:-1]):
        whole = term.operand if isinstance(term, Negative) else term
        before, inner = _last_open(whole)
        if inner is None:
            continue
        rest = node.terms[place + 1 :]
        if isinstance(term, Negative):
            rest = tuple(r.operand if isinstance(r, Negative) else Negative(r) for r in rest)
        wide = _reaching(inner, rest)
        wide = Product((*before, wide), ("",) * len(before)) if before else wide
        wide = Negative(wide) if isinstance(term, Negative) else wide
        terms = (*node.terms[:place], wide)
        return terms[0] if len(terms) == 1 else Addition(terms)
    return node


def _last_open(node: Node) -> tuple[tuple[Node, ...], Series | Derivative | None]:
    """Return the sum, or derivative in operator form, that ends a term, and what precedes it."""
    if not isinstance(node, Product):
        return (), _open(node)
    inner = None if {*node.operators} - {"", "."} else _open(node.factors[-1])
    return ((), None) if inner is None else (node.factors[:-1], inner)


def _open(node: Node) -> Series | Derivative | None:
    if isinstance(node, Derivative) and node.operand is Operand.OPEN:
        return node
    return node if isinstance(node, Series) else None


def _reaching(inner: Series | Derivative, rest: tuple[Node, ...]) -> Node:
    """Return a sum or derivative that takes in these terms as well."""
    if isinstance(inner, Series):
        return dataclasses.replace(inner, body=Addition((inner.body, *rest)))
    return dataclasses.replace(inner, of=Addition((inner.of, *rest)))


def _outer(node: Any, doubled: frozenset[str], bound: frozenset[str]) -> Any:
    """Rename bound letters that are free outside, but for those below a derivative."""
    if isinstance(node, Index):
        return Index(node.name + "'", node.span) if node.name in bound else node
    if isinstance(node, Derivative):
        return dataclasses.replace(node, of=_outer(node.of, doubled, bound))
    if isinstance(node, Series):
        bound |= {letter.name for letter in node.letters} & doubled
    return rebuilt(node, lambda part: _outer(part, doubled, bound))


def with_sums(nodes: Sequence[Node | None]) -> list[Node | None]:
    """Write the sums that a document leaves out by agreement, in the sides of one chain.

    A letter that occurs at least twice in a product, and not in the chain's head, is summed over.
    """
    head = nodes[0] if nodes else None
    product = head.operand if isinstance(head, Negative) else head
    free = frozenset() if head is None else frozenset(_letters(head))
    if isinstance(product, Product):
        counts = Counter(name for factor in product.factors for name in _letters(factor))
        free = frozenset(name for name, count in counts.items() if count == 1)
    return [None if node is None else _summed(node, free) for node in nodes]


def _summed(node: Any, free: frozenset[str]) -> Any:
    if isinstance(node, Series):
        inner = free | {letter.name for letter in node.letters}
        return dataclasses.replace(node, body=_summed(node.body, inner))
    if isinstance(node, Product):
        return _with_series(node, free)
    return rebuilt(node, lambda part: _summed(part, free)) if isinstance(node, Node) else node


def _with_series(node: Product, free: frozenset[str]) -> Node:
    counts: dict[str, int] = {}
    for factor in node.factors:
        for name in _letters(factor):
            counts[name] = counts.get(name, 0) + 1
    repeated = [name for name, count in counts.items() if count > 1 and name not in free]
    inner = free | frozenset(repeated)
    made: Node = dataclasses.replace(
        node, factors=tuple(_summed(factor, inner) for factor in node.factors)
    )
    if not repeated:
        return made
    letters = tuple(Index(name) for name in repeated)
    return Series(r"\sum", letters, made, span=node.span)


def _own_letters(part: Node) -> tuple[Index, ...]:
    if isinstance(part, Indicator):
        return tuple(index for one in part.conditions for index in (one.left, one.right))
    return part.indices if isinstance(part, Symbol) else ()


def _letters(node: Node) -> set[str]:
    own = {index.name for part in walk(node) for index in _own_letters(part) if not index.is_number}
    return own - {x.name for part in walk(node) if isinstance(part, Series) for x in part.letters}
