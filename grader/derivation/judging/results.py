"""The asked results: which chains show them, and whether the last value stated is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.functions import by_quantity
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import (
    Condition,
    Derivative,
    Differential,
    FunctionCall,
    Indicator,
    Node,
    Quotient,
    Series,
    Symbol,
    contains,
    walk,
)
from grader.derivation.judging.carried import as_derivative, denoted_quantity
from grader.derivation.judging.judge import ChainSteps
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict
from grader.derivation.names.specification import AskedResult

_RIGHT = (LineVerdict.HOLDS,)
_WRONG = (LineVerdict.BREAKS, LineVerdict.FOLLOWS)


@unique
class ResultVerdict(StrEnum):
    """Verdict on an asked result."""

    RIGHT = "right"
    RIGHT_WITH_SLIP = "right_with_slip"
    RIGHT_THEN_SLIP = "right_then_slip"
    PARTLY = "partly"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    NOT_SHOWN = "not_shown"

    @property
    def is_right(self) -> bool:
        """Return True if the right value stands at the end."""
        return self in (ResultVerdict.RIGHT, ResultVerdict.RIGHT_WITH_SLIP)


@dataclass(frozen=True)
class ResultGrade:
    """An asked result, its verdict, the line that decided, and the lines that break on the way."""

    asked: AskedResult
    verdict: ResultVerdict
    line: int | None = None
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A side that gives a result's value without a derivative, perhaps on conditions only."""

    judged: Judged
    is_final: bool
    conditions: tuple[Condition, ...]
    has_number: bool

    @property
    def is_partial(self) -> bool:
        """Return True if the statement is about a part of the index values."""
        return bool(self.conditions) or self.has_number


def grade_result(
    asked: AskedResult,
    chains: Sequence[tuple[ChainSteps, JudgedChain]],
    evaluator: Evaluator,
) -> ResultGrade:
    """Return whether the document shows an asked result, and whether it is right."""
    relevant = [(own, judged) for own, judged in chains if _is_for(asked, own, evaluator)]
    if not relevant:
        return ResultGrade(asked, ResultVerdict.NOT_SHOWN)
    stated = [(judged, list(_statements(own, judged, evaluator))) for own, judged in relevant]
    shown = [(judged, found) for judged, found in stated if found]
    breaks = tuple(
        one.side.line for _, j in relevant for one in j.sides if one.verdict is LineVerdict.BREAKS
    )
    if not shown:
        unread = any(one.verdict is LineVerdict.UNKNOWN for _, j in relevant for one in j.sides[1:])
        verdict = ResultVerdict.UNKNOWN if unread else ResultVerdict.NOT_SHOWN
        return ResultGrade(asked, verdict, breaks=breaks)
    return replace(_decided(asked, shown, has_slip=bool(breaks)), breaks=breaks)


def _decided(
    asked: AskedResult, shown: list[tuple[JudgedChain, list[Statement]]], *, has_slip: bool
) -> ResultGrade:
    whole = [(j, found) for j, found in shown if not all(one.is_partial for one in found)]
    _, statements = (whole or shown)[-1]
    last = statements[-1]
    line = last.judged.side.line
    verdict = last.judged.verdict
    if verdict is LineVerdict.UNKNOWN:
        return ResultGrade(asked, ResultVerdict.UNKNOWN, line)
    if verdict in _WRONG and not last.judged.returns:
        before = any(one.judged.verdict in _RIGHT and one.is_final for one in statements[:-1])
        found = ResultVerdict.RIGHT_THEN_SLIP if before else ResultVerdict.WRONG
        return ResultGrade(asked, found, line)
    partial = not whole and not _complementary([one for _, found in shown for one in found])
    if verdict is LineVerdict.CONDITIONAL or partial:
        return ResultGrade(asked, ResultVerdict.PARTLY, line)
    found = ResultVerdict.RIGHT_WITH_SLIP if has_slip else ResultVerdict.RIGHT
    return ResultGrade(asked, found, line)


def _is_for(asked: AskedResult, own: ChainSteps, evaluator: Evaluator) -> bool:
    """Return True if a side of the chain is the asked derivative."""
    heads = own.chain.sides[:1]
    definition = own.steps[1:2] and own.steps[1].is_definition
    if definition:
        heads = own.chain.sides[:2]
    return any(
        _denotes(asked, side.node, own, evaluator) for side in heads if side.node is not None
    )


def _denotes(asked: AskedResult, node: Node, own: ChainSteps, evaluator: Evaluator) -> bool:
    derivative = as_derivative(evaluator, node, own.scope)
    if derivative is None:
        return False
    try:
        by, _ = by_quantity(evaluator, derivative.by, own.scope)
        of, _ = denoted_quantity(evaluator, derivative.of, own.scope)
    except NotUnderstood:
        return False
    return (of, by) == (asked.of, asked.by)


def _statements(own: ChainSteps, judged: JudgedChain, evaluator: Evaluator) -> Iterator[Statement]:
    """Yield the sides that state a value: nothing is left to differentiate in them."""
    conditions = own.chain.conditions
    for side, one in zip(own.chain.sides[1:], judged.sides[1:], strict=True):
        conditions += side.conditions
        if side.node is None:
            continue
        if not _has_derivative(side.node, evaluator, 0):
            number = _has_number(own.chain.sides[0].node)
            yield Statement(one, _is_final(side.node, evaluator), conditions, number)


def _complementary(statements: Sequence[Statement]) -> bool:
    """Return True if right statements for k = j and for k != j stand beside each other."""
    right = [one for one in statements if one.judged.verdict in _RIGHT and not one.has_number]
    pairs = {
        (frozenset((only.left.name, only.right.name)), only.equal)
        for one in right
        if len(one.conditions) == 1
        for only in one.conditions
    }
    return any((letters, not equal) in pairs for letters, equal in pairs)


def _has_derivative(node: Node, evaluator: Evaluator, depth: int) -> bool:
    if contains(node, (Derivative, Differential)):
        return True
    definitions = evaluator.setting.definitions
    return depth < 8 and any(
        all(_has_derivative(side, evaluator, depth + 1) for side in one.sides)
        for part in walk(node)
        if isinstance(part, Symbol)
        for one in definitions.get((part.base, part.tag), ())
        if len(one.letters) == len(part.indices)
    )


def _has_number(head: Node | None) -> bool:
    """Return True if the head is one component by number, which is a part of the result."""
    if head is None:
        return False
    return any(
        index.is_number for part in walk(head) if isinstance(part, Symbol) for index in part.indices
    )


def _is_final(node: Node, evaluator: Evaluator) -> bool:
    """Return True unless something is left to do: fractions, sums that collapse, own names."""
    return not any(_is_unfinished(part, evaluator) for part in walk(node))


def _is_unfinished(part: Node, evaluator: Evaluator) -> bool:
    if isinstance(part, Series):
        collapses = isinstance(part.body, Symbol) or contains(part.body, Indicator)
        return bool(part.conditions) or collapses
    if isinstance(part, Symbol):
        return (part.base, part.tag) in evaluator.setting.definitions
    return isinstance(part, Quotient) or (isinstance(part, FunctionCall) and part.primes > 0)
