"""A reading: what the names of one document mean, chosen once for all of its lines.

A convention that was chosen for each line anew would hide slips: whoever may take W or its
transpose as it suits has no lost transpose.  So notation, orientation of vectors, layout of
derivatives and order of indices belong to the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from grader.derivation.grammar.nodes import Index, Node
from grader.derivation.grammar.reach import other_reaches
from grader.derivation.names.specification import Function, NameKey, Names, Profile, Specification

_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Conventions:
    """Choices that a document makes without saying so.

    Parameters
    ----------
    rows
        Vectors without indices are rows and no columns.
    stored_transposed
        W without indices is the transpose of w_{kj}.
    swapped
        The indices of weights stand in the other order.
    slope_transposed
        The derivative of a number by a vector or matrix has the transposed shape.
    denominator
        The derivative of a vector by a vector has a row for each entry of the denominator.
    entrywise_dots
        A dot between two vectors multiplies entry by entry.
    sample_rows
        A matrix of all samples has a row for each of them and no column.
    """

    rows: bool = False
    stored_transposed: bool = False
    swapped: bool = False
    slope_transposed: bool = False
    denominator: bool = False
    entrywise_dots: bool = False
    sample_rows: bool = False


@dataclass(frozen=True)
class Definition:
    """A name that the document introduces, by a formula in which ``letters`` are its indices.

    ``sides`` are all sides of the chain that defines it, ``place`` is that of the chain, and
    ``side`` that of the name in the chain.
    """

    letters: tuple[str, ...]
    sorts: tuple[str | None, ...]
    formula: Node
    letter_sorts: Mapping[str, str]
    place: int = 0
    sides: tuple[Node, ...] = ()
    side: int = 0

    @cached_property
    def is_ambiguous(self) -> bool:
        """Return True if a sign of the formula may reach farther than it usually does."""
        return any(True for _ in other_reaches(self.formula))


@dataclass(frozen=True)
class Reading:
    """The meaning of every name of a document.

    ``functions`` chooses among functions that share a name; ``firsts`` is where index ranges start
    if not where the specification says; ``class_letters`` are letters that stand for the numbers
    of classes, ``true_letters`` those that stand for the true class.
    ``own_functions`` are those that the document introduces, ``guesses`` customary names whose
    meaning only one line speaks for.
    """

    names: Names
    profile: str = ""
    conventions: Conventions = field(default_factory=Conventions)
    functions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    firsts: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    class_letters: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    true_letters: frozenset[str] = frozenset()
    summation: bool = False
    guesses: frozenset[NameKey] = frozenset()
    own_functions: Mapping[str, Function] = field(default_factory=lambda: MappingProxyType({}))

    def with_conventions(self, **choices: bool) -> Reading:
        """Return the reading with other conventions."""
        return replace(self, conventions=replace(self.conventions, **choices))


def statement_reading(specification: Specification) -> Reading:
    """Return the reading in which all names mean what the statement says."""
    return Reading(specification.names)


def profile_reading(reading: Reading, profile: Profile) -> Reading:
    """Return the reading with another notation."""
    names: dict[NameKey, tuple[str, ...]] = {**reading.names, **profile.names}
    return replace(reading, names=MappingProxyType(names), profile=profile.name)


def letters_of(indices: tuple[Index, ...]) -> tuple[str, ...]:
    """Return the names of the indices."""
    return tuple(index.name for index in indices)
