"""Verify a specification by the instructor's own derivation.

The derivation must have no cross and nothing that is not understood, and show every result; slips
that are planted in it must be caught.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from grader.derivation.checker import check_text
from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.numbers import doubles
from grader.derivation.evaluation.points import draw_points
from grader.derivation.evaluation.symbols import condition_mask
from grader.derivation.grammar.limits import Budget, DerivationLimits, NotUnderstood
from grader.derivation.judging.comparison import compare
from grader.derivation.judging.judge import DocumentJudge
from grader.derivation.judging.side_values import side_value
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.names.reading import statement_reading
from grader.derivation.names.specification import Specification
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.slips.mutation import PlantedSlip, plant_slips

_LEAST_CAUGHT = 0.9


@dataclass(frozen=True)
class SlipCounts:
    """Counts of planted slips that change the value of a line, by outcome."""

    planted: int = 0
    crossed: int = 0
    unread: int = 0
    accepted: int = 0
    repaired: int = 0
    second_crosses: int = 0
    same_value: int = 0


@dataclass(frozen=True)
class DerivationVerification:
    """The figures of a derivation and its planted slips, and what does not hold."""

    report: DerivationReport
    slips: SlipCounts
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return True if nothing is wrong with the specification and the derivation."""
        return not self.problems


def verify_derivation(
    text: str, name: str, specification: Specification, slips: int = 200, seed: int = 0
) -> DerivationVerification:
    """Check the instructor's own derivation, and slips that are planted in it."""
    report = check_text(text, name, specification)
    counts = SlipCounts()
    if not report.problem:
        counts = count_slips(
            plant_slips(text, name, specification, slips, seed), name, specification
        )
    return DerivationVerification(report, counts, tuple(_problems(report, counts)))


def count_slips(
    slips: tuple[PlantedSlip, ...], name: str, specification: Specification
) -> SlipCounts:
    """Check every document with a slip, and count what was found."""
    found: dict[str, int] = dict.fromkeys(SlipCounts.__dataclass_fields__, 0)
    for slip in slips:
        if is_same_value(slip, specification):
            found["same_value"] += 1
            continue
        found["planted"] += 1
        for outcome in outcomes(check_text(slip.text, name, specification), slip):
            found[outcome] += 1
    return SlipCounts(**found)


def outcomes(report: DerivationReport, slip: PlantedSlip) -> Iterator[str]:
    """Yield the counters that a document with a slip adds to."""
    caught = (LineVerdict.BREAKS, LineVerdict.CONDITIONAL)
    crosses = [one for chain in report.chains for one in chain.sides if one.verdict in caught]
    if crosses:
        yield "crossed"
        if any(one.repair for one in crosses):
            yield "repaired"
        if len(crosses) > 1:
            yield "second_crosses"
    elif report.unread or report.problem:
        yield "unread"
    else:
        yield "accepted"


def is_same_value(slip: PlantedSlip, specification: Specification) -> bool:
    """Return True if the changed side has the value of the original one: no slip at all."""
    points = draw_points(specification, 3, Random(1))
    budget = Budget(DerivationLimits())
    judge = DocumentJudge(specification, statement_reading(specification), points, budget)
    steps = judge.judge((slip.chain,))
    evaluator = Evaluator(steps.setting, doubles(), points)
    scope = steps.chains[0].scope
    conditions = slip.chain.conditions
    for side in slip.chain.sides[: slip.place + 1]:
        conditions += side.conditions
    try:
        assert slip.original.node is not None
        left = side_value(evaluator, slip.original.node, scope)
        right = side_value(evaluator, slip.changed, scope)
        mask = condition_mask(evaluator, conditions, scope)
        return compare(left.tensor, right.tensor, mask, points).holds
    except NotUnderstood:
        return False


def _problems(report: DerivationReport, counts: SlipCounts) -> Iterator[str]:
    if report.problem:
        yield report.problem
    for one in report.breaks:
        yield f"line {one.side.line} breaks: {one.side.tex}"
    for one in report.unread:
        yield f"line {one.side.line} is not understood: {one.reason}"
    for grade in report.results:
        if not grade.verdict.is_right:
            yield f"the result '{grade.asked.title}' is not shown"
    if counts.accepted:
        yield f"{counts.accepted} planted slips are accepted"
    if counts.planted and counts.crossed < _LEAST_CAUGHT * counts.planted:
        yield f"only {counts.crossed} of {counts.planted} planted slips are crossed"


def verification_text(found: DerivationVerification) -> str:
    """Return the figures as lines of a terminal."""
    counts, slips = found.report.counts, found.slips
    lines = [
        f"{found.report.name}: {counts[LineVerdict.HOLDS]} lines hold,"
        f" {counts[LineVerdict.BREAKS]} break,"
        f" {counts[LineVerdict.UNKNOWN]} are not understood",
        f"planted slips: {slips.planted} ({slips.same_value} more change no value)",
    ]
    if slips.planted:
        lines += [
            f"  crossed          {slips.crossed:>5}  {slips.crossed / slips.planted:.0%}",
            f"  not understood   {slips.unread:>5}",
            f"  accepted         {slips.accepted:>5}",
            f"  repair named     {slips.repaired:>5}  {_share(slips.repaired, slips.crossed)}",
            f"  second crosses   {slips.second_crosses:>5}",
        ]
    lines += [f"PROBLEM  {problem}" for problem in found.problems]
    lines.append(f"{len(found.problems)} problem(s)" if found.problems else "The derivation holds.")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""
