"""Sentences about verdicts and results, for the page and for the terminal."""

from __future__ import annotations

from grader.derivation.judging.results import ResultVerdict
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict, Proof
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.source.statements import Side

NOT_UNDERSTOOD = (
    "What is not understood (?) is no mistake. It costs nothing, and a person looks at it."
)
RESULT_MARKS = {
    ResultVerdict.RIGHT: "✓",
    ResultVerdict.RIGHT_WITH_SLIP: "✓",
    ResultVerdict.RIGHT_THEN_SLIP: "◐",
    ResultVerdict.PARTLY: "◐",
    ResultVerdict.WRONG: "✗",
    ResultVerdict.UNKNOWN: "?",
    ResultVerdict.NOT_SHOWN: "-",
}
RESULT_WORDS = {
    ResultVerdict.RIGHT: "right",
    ResultVerdict.RIGHT_WITH_SLIP: "right at the end, with a slip on the way",
    ResultVerdict.RIGHT_THEN_SLIP: "right, then a slip in the last line",
    ResultVerdict.PARTLY: "right for a part of the indices",
    ResultVerdict.WRONG: "wrong",
    ResultVerdict.UNKNOWN: "stated, but not understood",
    ResultVerdict.NOT_SHOWN: "not shown",
}
VERDICT_WORDS = {
    LineVerdict.START: "start of a chain",
    LineVerdict.HOLDS: "holds",
    LineVerdict.CONDITIONAL: "holds under a condition that is not said",
    LineVerdict.BREAKS: "breaks",
    LineVerdict.FOLLOWS: "follows from a wrong line",
    LineVerdict.UNKNOWN: "not understood",
}
_COUNTED = (
    (LineVerdict.HOLDS, "{} holds", "{} hold"),
    (LineVerdict.CONDITIONAL, "{} needs a condition", "{} need a condition"),
    (LineVerdict.BREAKS, "{} breaks", "{} break"),
    (LineVerdict.FOLLOWS, "{} follows from a wrong line", "{} follow from a wrong line"),
    (LineVerdict.UNKNOWN, "{} is not understood", "{} are not understood"),
)


def headline(report: DerivationReport) -> str:
    """Return the one sentence that matters most."""
    if report.problem:
        return f"This document cannot be read: {report.problem}."
    if report.guarded is not None:
        return f"Line {report.guarded} gives a name another meaning than the statement does."
    breaks = report.breaks
    if not breaks:
        return _without_breaks(report)
    if len(breaks) == 1:
        return f"{place(breaks[0].side, capital=True)} does not follow."
    lines = ", ".join(str(one.side.line) for one in breaks[:6])
    return f"{len(breaks)} lines do not follow: {lines}."


def _without_breaks(report: DerivationReport) -> str:
    if report.counts[LineVerdict.CONDITIONAL]:
        return "A line holds only under a condition that you do not state."
    if not report.shows_results:
        return "Nothing breaks, but no asked result is shown."
    unread = report.counts[LineVerdict.UNKNOWN]
    if unread:
        return "Every line that was understood holds."
    return "Every line holds."


def tallies(report: DerivationReport) -> tuple[tuple[LineVerdict, str], ...]:
    """Return how many lines have each verdict, in words; verdicts that no line has are left out."""
    counts = report.counts
    return tuple(
        (verdict, (one if counts[verdict] == 1 else many).format(counts[verdict]))
        for verdict, one, many in _COUNTED
        if counts[verdict]
    )


def place(side: Side, *, capital: bool = False) -> str:
    """Return where a side stands: "line 12", "cell 3, line 40"."""
    cell = f"cell {side.unit.cell}, " if side.unit.cell is not None else ""
    text = f"{cell}line {side.line}"
    return text[0].upper() + text[1:] if capital else text


def note(judged: Judged) -> str:
    """Return what is said beside a line, or an empty text."""
    parts = [judged.reason] if judged.reason else []
    if judged.uses:
        parts.append(f"uses {judged.uses}")
    return " · ".join(parts)


def example_point(proof: Proof) -> str:
    """Return the point of a counterexample: "k = 1, with t = (0, 1) and z = (-1.81, -1.36)"."""
    indices = ", ".join(f"{name} = {value}" for name, value in proof.indices)
    quantities = [f"{name} = {value}" for name, value in proof.quantities]
    if not quantities:
        return indices
    listed = ", ".join(quantities[:-1]) + " and " * (len(quantities) > 1) + quantities[-1]
    return f"{indices}, with {listed}" if indices else f"with {listed}"


def certainty(proof: Proof) -> str:
    """Return why a cross is certain."""
    left, right = proof.left_interval, proof.right_interval
    return (
        f"Both lines were computed with intervals that enclose the exact values: {left[0]}… (width"
        f" {left[1]}) before, {right[0]}… (width {right[1]}) here. The intervals have no common"
        " point, so the lines are not equal."
    )


def before(chain: JudgedChain, judged: Judged) -> Side | None:
    """Return the side with which a side was compared."""
    number = judged.compared_with
    return None if number is None else chain.sides[number].side
