r"""Functions that a document introduces: ``g(u) = \frac{1}{1 + e^{-u}}``, or ``y = smax(z)``.

The second form gives another name to a function of the statement: where the statement says
y = f(z), whoever writes y = smax(z) calls f so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.derivation.grammar.nodes import Component, FunctionCall, Node, Symbol, walk
from grader.derivation.grammar.vocabulary import ELEMENTARY
from grader.derivation.names.specification import Function, NameKey, Specification
from grader.derivation.source.statements import Chain


def own_functions(chains: Sequence[Chain], specification: Specification) -> dict[str, Function]:
    """Return the functions of a document that the specification does not name."""
    known = {*specification.function_names, *ELEMENTARY}
    found: dict[str, Function] = {}
    for chain in chains:
        for function in (*_by_formula(chain), *_by_name(chain, specification)):
            if function.name not in known:
                found.setdefault(function.name, function)
    return found


def _by_formula(chain: Chain) -> Iterator[Function]:
    """Yield the function that the head of a chain introduces."""
    head = chain.sides[0].node
    body = next((side.node for side in chain.sides[1:] if side.node is not None), None)
    if (
        isinstance(head, FunctionCall)
        and isinstance(head.argument, Symbol)
        and body
        and not head.primes
    ):
        argument = head.argument
        index = argument.indices[0].name if len(argument.indices) == 1 else ""
        if len(argument.indices) < 2 and not _calls(body, head.function):
            yield Function(head.function, argument.base, body, index)


def _calls(body: Node, name: str) -> bool:
    return any(isinstance(part, FunctionCall) and part.function == name for part in walk(body))


def _by_name(chain: Chain, specification: Specification) -> Iterator[Function]:
    """Yield the functions that a chain names instead of the statement's."""
    head = chain.sides[0].node
    for side in chain.sides[1:]:
        call = side.node.operand if isinstance(side.node, Component) else side.node
        if isinstance(head, Symbol) and isinstance(call, FunctionCall) and not call.primes:
            meant = _function_of(head, specification)
            if meant is not None:
                yield replace(meant, name=call.function)


def _function_of(head: Symbol, specification: Specification) -> Function | None:
    """Return the function of which the statement says that it gives this quantity."""
    key: NameKey = head.base, head.tag
    for name in specification.names.get(key, ()):
        formula = specification.quantities[name].formula
        if isinstance(formula, FunctionCall):
            meant = specification.function_names[formula.function][0]
            return specification.functions[meant]
    return None
