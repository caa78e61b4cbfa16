"""The specification of a homework: what is given, what is computed from it, what is asked.

It is data of the assignment (``derivation.yaml``) and holds the question, no answer: quantities,
the graph of what is computed from what, index ranges, assumptions, names, and the derivatives that
are asked for by name only.  Formulas are LaTeX, read by the parser that reads the students' text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grader.derivation.grammar.nodes import Node
from grader.derivation.grammar.vocabulary import FormulaVocabulary

NameKey = tuple[str, str]
"""Base letter and layer tag of a written name."""

Names = Mapping[NameKey, tuple[str, ...]]
"""Quantities that each written name may denote, in the order in which they are tried."""


@dataclass(frozen=True)
class IndexRange:
    """A sort of index: where it starts, what its end is called, which letters run over it."""

    sort: str
    first: int
    last: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Quantity:
    """Something given, or computed by a formula from quantities above it."""

    name: str
    sorts: tuple[str, ...]
    letters: tuple[str, ...] = ()
    formula: Node | None = None

    @property
    def is_given(self) -> bool:
        """Return True if nothing computes the quantity."""
        return self.formula is None


@dataclass(frozen=True)
class Function:
    """A function by its formula; with an ``index`` it takes a whole vector to a vector."""

    name: str
    argument: str
    body: Node
    index: str = ""


@dataclass(frozen=True)
class Assumption:
    """An assumption about a given quantity; ``kind`` is sums_to_one or one_hot."""

    of: str
    kind: str
    says: str


@dataclass(frozen=True)
class Samples:
    """Index for the samples of a batch, over which ``total`` is added up."""

    total: str
    last: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """Another notation, used for a whole document if it fits better.

    It comes into question if the document uses one of the names in ``needs`` (where there are
    any), and none of those in ``unless``.
    """

    name: str
    title: str
    names: Names
    needs: frozenset[NameKey] = frozenset()
    unless: frozenset[NameKey] = frozenset()


@dataclass(frozen=True)
class AskedResult:
    """A derivative that the homework asks for."""

    id: str
    title: str
    of: str
    by: str
    points: float


@dataclass(frozen=True)
class Specification:
    """A homework, as it is known before a document is read.

    ``customary`` are names that the statement does not fix: a document may mean something else by
    them without saying so.  ``optional`` are given quantities that a document may do without, and
    ``zero`` those by which it differentiates but which it never adds; ``true_place`` is the place
    of the true class, from 0, where the document says it by its number;
    ``samples`` says how it may count the samples of a batch, and ``sample_sort`` is the sort of
    their index where it does, ``sample_matrices`` are names of matrices that stack the samples.
    """

    ranges: Mapping[str, IndexRange]
    quantities: Mapping[str, Quantity]
    parameters: frozenset[str]
    assumptions: tuple[Assumption, ...]
    true_index_words: tuple[str, ...]
    tagged: frozenset[str]
    functions: Mapping[str, Function]
    function_names: Mapping[str, tuple[str, ...]]
    names: Names
    profiles: tuple[Profile, ...]
    customary: frozenset[NameKey]
    results: tuple[AskedResult, ...]
    optional: frozenset[str] = frozenset()
    samples: Samples | None = None
    sample_sort: str = ""
    sample_matrices: frozenset[NameKey] = frozenset()
    zero: frozenset[str] = frozenset()
    true_place: int | None = None

    @property
    def computed(self) -> tuple[Quantity, ...]:
        """The quantities that have a formula, in order."""
        return tuple(one for one in self.quantities.values() if not one.is_given)

    def is_of_samples(self, quantity: Quantity) -> bool:
        """Return True for a vector of each sample, which is a matrix of all of them."""
        return len(quantity.sorts) == 2 and quantity.sorts[0] == self.sample_sort

    def vocabulary(self) -> FormulaVocabulary:
        """Return what the parser has to know."""
        computed = {one.name for one in self.computed}
        bases = {base for (base, _), named in self.names.items() if computed & {*named}}
        for profile in self.profiles:
            bases |= {base for (base, _), named in profile.names.items() if computed & {*named}}
        letters = {letter for each in self.ranges.values() for letter in each.letters}
        longer = tuple(base for base, _ in self.names if base.isalpha() and len(base) > 1)
        functions = frozenset(self.function_names)
        by_rank = [
            frozenset(
                base
                for (base, _), named in self.names.items()
                if all(bool(self.quantities[one].sorts) is has_indices for one in named)
            )
            for has_indices in (False, True)
        ]
        return FormulaVocabulary(
            functions,
            self.tagged,
            frozenset(bases),
            frozenset(letters),
            longer,
            ends=frozenset(each.last for each in self.ranges.values()),
            scalars=by_rank[0],
            vectors=by_rank[1],
        )

    def sort_of(self, letter: str) -> str | None:
        """Return the sort that a letter has by the specification's habit."""
        plain = letter.rstrip("'")
        found = (each.sort for each in self.ranges.values() if plain in each.letters)
        return next(found, None)

    def sort_ending_in(self, last: str) -> str | None:
        """Return the sort whose range ends with this symbol."""
        return next((each.sort for each in self.ranges.values() if each.last == last), None)


def frozen_names(names: dict[NameKey, tuple[str, ...]]) -> Names:
    """Return a mapping of names that cannot be changed."""
    return MappingProxyType(dict(names))
