r"""Read a document about a batch: ``t_{nk}`` and ``t_k^{(n)}`` belong to sample n.

Where a document counts samples, every given quantity but the parameters gets an index more, and so
does what is computed from it; the total is summed over the samples, or averaged if the document
divides by their number.  Lines that name no sample are about each sample alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from grader.derivation.grammar.nodes import (
    ONE,
    Index,
    Indicator,
    Node,
    Product,
    Quotient,
    Series,
    Symbol,
    rebuilt,
    walk,
)
from grader.derivation.names.sample_matrices import number_of_samples
from grader.derivation.names.specification import (
    IndexRange,
    NameKey,
    Quantity,
    Samples,
    Specification,
    frozen_names,
)
from grader.derivation.source.statements import Chain, Side

_EACH = "{} of a sample"
_NO_LETTER = "n'"
"""A letter for samples in a document that has none."""

_Read = tuple[Specification, tuple[Chain, ...]]


def with_batch(specification: Specification, chains: Sequence[Chain]) -> _Read:
    """Return specification and chains with an index for samples, where a document has one."""
    samples = specification.samples
    letter = _sample_letter(specification, samples, chains) if samples else ""
    if samples and not letter and specification.sample_matrices:
        taken = _index_names(chains)
        letter = next((one for one in samples.letters if one not in taken), _NO_LETTER)
    if samples is None or not letter:
        return specification, tuple(chains)
    size = number_of_samples(chains, specification) if specification.sample_matrices else ""
    last = _last(chains, letter) or size or samples.last
    is_mean = bool(size) or any(
        isinstance(part, Symbol) and part.base == last and not part.indices
        for part in _parts(chains)
    )
    is_last = _stands_last(letter, chains)
    batch = _Batch(specification, samples.total, letter, last, is_mean=is_mean, is_last=is_last)
    return batch.specification_of_all(), tuple(map(batch.chain, chains))


def _index_names(chains: Sequence[Chain]) -> set[str]:
    symbols = (part for part in _parts(chains) if isinstance(part, Symbol))
    return {index.name for symbol in symbols for index in symbol.indices}


def _parts(chains: Sequence[Chain]) -> Iterator[Node]:
    return (part for chain in chains for node in chain.nodes for part in walk(node))


def _sample_letter(specification: Specification, samples: Samples, chains: Sequence[Chain]) -> str:
    """Return the letter that counts samples, or an empty text."""
    given = {one.name for one in specification.quantities.values() if one.is_given}
    given -= specification.parameters
    summed = {
        letter.name
        for part in _parts(chains)
        if isinstance(part, Series)
        for letter in part.letters
    }
    weights = {
        index.name
        for part in _parts(chains)
        if isinstance(part, Symbol)
        and specification.parameters & {*specification.names.get((part.base, part.tag), ())}
        for index in part.indices
    }
    letters = {*samples.letters} - weights
    votes: Counter[str] = Counter()
    for part in _parts(chains):
        if not isinstance(part, Symbol):
            continue
        named = {*specification.names.get((part.base, part.tag), ())}
        if len(part.tag) == 1 and part.tag.isalpha() and part.tag in summed:
            named |= {*specification.names.get((part.base, ""), ())}
            votes[part.tag] += bool(named & given)
        ranks = {len(specification.quantities[name].sorts) for name in named & given}
        if ranks and len(part.indices) - 1 in ranks:
            votes.update(i.name for i in part.indices if i.name in letters)
    if specification.sample_matrices:
        votes.update(_stacked_letters(specification, chains) & letters & summed)
    found = votes.most_common(1)
    return found[0][0] if found and found[0][1] else ""


def _stands_last(letter: str, chains: Sequence[Chain]) -> bool:
    """Return True if the letter for samples is mostly the last of several indices: Y_{kn}."""
    places: Counter[bool] = Counter()
    for part in _parts(chains):
        names = [index.name for index in part.indices] if isinstance(part, Symbol) else []
        if len(names) > 1 and letter in (names[0], names[-1]):
            places[names[-1] == letter] += 1
    return places[True] > places[False]


def _stacked_letters(specification: Specification, chains: Sequence[Chain]) -> set[str]:
    r"""Return letters that are the only index of vectors of several sorts: ``\sum_n d_n h_n^T``."""
    sorts: dict[str, set[str]] = {}
    for part in _parts(chains):
        if isinstance(part, Symbol) and len(part.indices) == 1:
            for name in specification.names.get((part.base, part.tag), ()):
                sorts.setdefault(part.indices[0].name, set()).update(
                    specification.quantities[name].sorts
                )
    return {letter for letter, found in sorts.items() if len(found) > 1}


def _last(chains: Sequence[Chain], letter: str) -> str:
    ends = (
        part.upper
        for part in _parts(chains)
        if isinstance(part, Series) and letter in {one.name for one in part.letters}
    )
    return next((end for end in ends if end.isalpha()), "")


@dataclass(frozen=True)
class _Batch:
    """Rewriting for samples counted by ``letter`` up to ``last``; the total is a sum or a mean.

    ``is_last`` says that the index for samples stands behind the other ones.
    """

    specification: Specification
    total: str
    letter: str
    last: str
    is_mean: bool
    is_last: bool

    def specification_of_all(self) -> Specification:
        """Return the specification with the index for samples."""
        old = self.specification
        each = _EACH.format(self.total)
        quantities: dict[str, Quantity] = {}
        for name, quantity in old.quantities.items():
            if name == self.total:
                quantities[each] = self._indexed(replace(quantity, name=each))
                quantities[name] = replace(quantity, formula=self._sum())
            else:
                quantities[name] = self._indexed(quantity) if self._varies(name) else quantity
        names: dict[NameKey, tuple[str, ...]] = {
            key: (*named, each) if self.total in named else named
            for key, named in old.names.items()
        }
        ranges = {
            sort: replace(one, letters=tuple(x for x in one.letters if x != self.letter))
            for sort, one in old.ranges.items()
        }
        ranges[self.last] = IndexRange(self.last, 1, self.last, (self.letter,))
        return replace(
            old,
            ranges=MappingProxyType(ranges),
            quantities=MappingProxyType(quantities),
            names=frozen_names(names),
            sample_sort=self.last,
            true_index_words=(),
        )

    def _varies(self, name: str) -> bool:
        """Return True for what is another number for each sample."""
        return name != self.total and name not in self.specification.parameters

    @property
    def _inside(self) -> Index:
        """The index for samples in formulas of the graph, which have no such letter."""
        return Index(f"{self.letter}'")

    def _indexed(self, quantity: Quantity) -> Quantity:
        letters = (self._inside.name, *quantity.letters) if quantity.formula else ()
        formula = self._with_index(quantity.formula, self._inside) if quantity.formula else None
        sorts = (self.last, *quantity.sorts)
        return replace(quantity, sorts=sorts, letters=letters, formula=formula)

    def _sum(self) -> Node:
        base, tag = next(k for k, n in self.specification.names.items() if n == (self.total,))
        one = Symbol(base, tag, (self._inside,))
        total = Series(r"\sum", (self._inside,), one, 1, self.last)
        return Product((Quotient(ONE, Symbol(self.last)), total), ("",)) if self.is_mean else total

    def _with_index(self, part: Any, index: Index) -> Any:
        """Give every quantity of a sample its index, where the formula has none."""
        if isinstance(part, Symbol) and self._is_bare(part):
            return replace(part, indices=(index, *part.indices))
        if isinstance(part, Node):
            return rebuilt(part, lambda one: self._with_index(one, index))
        return part

    def _is_bare(self, symbol: Symbol) -> bool:
        if self._is_matrix(symbol):
            return False
        return any(
            len(symbol.indices) in (0, rank) for rank in self._ranks(symbol)
        ) and self.letter not in {index.name for index in symbol.indices}

    def _is_matrix(self, symbol: Symbol) -> bool:
        return not symbol.indices and (
            (symbol.base, symbol.tag) in self.specification.sample_matrices
        )

    def _ranks(self, symbol: Symbol) -> set[int]:
        """Return how many indices a quantity of a sample has, by the names that it may have."""
        quantities = self.specification.quantities
        named = self.specification.names.get((symbol.base, symbol.tag), ())
        return {
            len(quantities[name].sorts)
            for name in named
            if name not in self.specification.parameters
        }

    def chain(self, chain: Chain) -> Chain:
        """Return a chain with the index of the sample in the first place."""
        sides = [
            side if side.node is None else replace(side, node=self._ordered(side.node))
            for side in chain.sides
        ]
        symbols = [
            part
            for side in sides
            if side.node is not None
            for part in walk(side.node)
            if isinstance(part, Symbol)
        ]
        change = self._checked if self._is_of_all(symbols) else self._of_each
        return replace(chain, sides=tuple(map(change, sides)))

    def _is_of_all(self, symbols: Sequence[Symbol]) -> bool:
        """Return True for a chain that names samples, or is about matrices of all of them."""
        if any(self.letter in {index.name for index in one.indices} for one in symbols):
            return True
        if not self.specification.sample_matrices:
            return False
        about_one = any(self._is_bare(one) and self._ranks(one) != {0} for one in symbols)
        return not about_one or any(map(self._is_matrix, symbols))

    def _ordered(self, part: Any) -> Any:
        inner = rebuilt(part, self._ordered) if isinstance(part, Node) else part
        if isinstance(inner, Indicator):
            return self._error_of_sample(inner)
        if not isinstance(inner, Symbol):
            return inner
        index = Index(self.letter, inner.span)
        if inner.tag == self.letter:
            return replace(inner, tag="", indices=(index, *inner.indices))
        others = tuple(one for one in inner.indices if one.name != self.letter)
        if self.is_last and len(others) - 1 in self._ranks(inner) - {0}:
            return replace(inner, indices=(others[-1], *others[:-1]))  # Y_{k1} of the first sample
        if self._ranks(inner) and len(others) == len(inner.indices) - 1:
            return replace(inner, indices=(index, *others))
        return inner

    def _error_of_sample(self, indicator: Indicator) -> Node:
        """Return the name that a delta with a sample's letter is: no sample equals a class."""
        first = indicator.conditions[0]
        pair = (first.left, first.right)
        if len(indicator.conditions) > 1 or self.letter not in {one.name for one in pair}:
            return indicator
        name: Node = self._ordered(Symbol(r"\delta", "", pair, span=indicator.span))
        return name

    def _of_each(self, side: Side) -> Side:
        if side.node is None:
            return side
        return replace(side, node=self._with_index(side.node, Index(self.letter)))

    def _checked(self, side: Side) -> Side:
        """Leave alone the total; anything else has to say of which sample it is."""
        for part in walk(side.node) if side.node is not None else ():
            if isinstance(part, Symbol) and self._is_bare(part) and self._ranks(part) != {0}:
                problem = f"'{part.base}' does not say of which sample"
                return replace(side, node=None, problem=problem)
        return side
