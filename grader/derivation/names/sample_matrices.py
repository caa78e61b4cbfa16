r"""Read a batch written as matrices: X, T, A, H, Z, Y have a row or a column for each sample.

A document that uses the capital letter of a given vector, as a whole and without defining it,
stacks samples in matrices: the capital letters of all vectors are the matrices of a batch then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.derivation.grammar.nodes import Power, Product, Quotient, Symbol, walk
from grader.derivation.names.specification import (
    NameKey,
    Profile,
    Specification,
    frozen_names,
)
from grader.derivation.source.statements import Chain

_SIZES = ("N", "m", "n", "B", "S")
"""What the number of samples is called."""


def with_sample_matrices(specification: Specification, chains: Sequence[Chain]) -> Specification:
    """Return the specification with names of matrices, where the document stacks samples."""
    if specification.samples is None:
        return specification
    capitals = {key: _capital(key) for key in _vectors(specification)}
    heads = {
        (head.base, head.tag)
        for chain in chains
        if isinstance(head := chain.sides[0].node, Symbol) and len(chain.nodes) > 1
    }
    given = {capitals[key] for key in capitals if _is_given(specification, key)} - heads
    if not given & set(_whole_names(chains)):
        return specification
    return _with_names(specification, capitals)


def _with_names(specification: Specification, capitals: dict[NameKey, NameKey]) -> Specification:
    def both(key: NameKey) -> Iterator[NameKey]:
        yield key
        if key in capitals:
            yield capitals[key]

    return replace(
        specification,
        names=frozen_names(
            {other: named for key, named in specification.names.items() for other in both(key)}
        ),
        customary=frozenset(other for key in specification.customary for other in both(key)),
        profiles=tuple(_with_capitals(one, both) for one in specification.profiles),
        sample_matrices=frozenset(capitals.values()),
    )


def _with_capitals(profile: Profile, both: Callable[[NameKey], Iterator[NameKey]]) -> Profile:
    names = {other: named for key, named in profile.names.items() for other in both(key)}
    return replace(
        profile,
        names=frozen_names(names),
        needs=frozenset(other for key in profile.needs for other in both(key)),
        unless=frozenset(other for key in profile.unless for other in both(key)),
    )


def _vectors(specification: Specification) -> list[NameKey]:
    """Return the names of vectors of a sample, whose capital letter has no meaning yet."""
    notations = [specification.names, *(one.names for one in specification.profiles)]
    found = {key: named for names in notations for key, named in names.items()}
    return [
        key
        for key, named in found.items()
        if all(_is_vector(specification, name) for name in named)
        and key[0][-1].islower()
        and (len(key[0]) == 1 or key[0][-2] == " ")
        and _capital(key) not in specification.names
    ]


def _is_vector(specification: Specification, name: str) -> bool:
    return len(specification.quantities[name].sorts) == 1 and name not in specification.parameters


def _is_given(specification: Specification, key: NameKey) -> bool:
    named = specification.names.get(key, ())
    return bool(named) and all(specification.quantities[name].is_given for name in named)


def _capital(key: NameKey) -> NameKey:
    return key[0][:-1] + key[0][-1].upper(), key[1]


def _whole_names(chains: Sequence[Chain]) -> Iterator[NameKey]:
    for chain in chains:
        for node in chain.nodes:
            for part in walk(node):
                if isinstance(part, Symbol) and not part.indices:
                    yield part.base, part.tag


def number_of_samples(chains: Sequence[Chain], specification: Specification) -> str:
    r"""Return the letter that a document of matrices divides by: the N of ``\frac{1}{N}``."""
    divisors = (
        divisor
        for chain in chains
        for node in chain.nodes
        for part in walk(node)
        for divisor in _divisors(part)
        if divisor.base in _SIZES and not (divisor.indices or divisor.tag)
    )
    names = (one.base for one in divisors if (one.base, "") not in specification.names)
    return next(names, "")


def _divisors(node: object) -> Iterator[Symbol]:
    if isinstance(node, Quotient):
        below = [node.denominator]
    elif isinstance(node, Product):
        pairs = zip(node.operators, node.factors[1:], strict=True)
        below = [factor for operator, factor in pairs if operator == "/"]
    else:
        below = [node.base] if isinstance(node, Power) else []
    return (one for one in below if isinstance(one, Symbol))
