"""A report as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from grader.derivation.grammar.characters import printable
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict, Proof
from grader.derivation.reporting import verdict_words as words
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.slips.repair import tidy

_WIDTH = 96
_COLOURS = {
    LineVerdict.HOLDS: "32",
    LineVerdict.CONDITIONAL: "33",
    LineVerdict.BREAKS: "1;31",
    LineVerdict.FOLLOWS: "33",
    LineVerdict.UNKNOWN: "36",
    LineVerdict.START: "90",
}


@dataclass(frozen=True)
class TextStyle:
    """Choices of the terminal text: with or without repairs, with or without colours."""

    hints: bool = True
    colour: bool = False

    def painted(self, text: str, verdict: LineVerdict) -> str:
        """Return the text in the colour of a verdict."""
        return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m" if self.colour else text


def as_text(report: DerivationReport, style: TextStyle) -> str:
    """Return the report: headline, results, chains, how it was read."""
    return "\n".join(_lines(report, style))


def _lines(report: DerivationReport, style: TextStyle) -> Iterator[str]:
    yield f"{printable(report.name)}: {words.headline(report)}"
    if report.chains:
        yield "  " + " · ".join(text for _, text in words.tallies(report))
    yield ""
    yield from _results(report)
    first = report.breaks[0] if report.breaks else None
    for chain in report.chains:
        yield ""
        yield from _chain(chain, first, style)
    if report.reading:
        yield ""
        yield "How your notation was read: " + "; ".join(report.reading) + "."
    if report.unread:
        yield ""
        yield "What is not understood (?) is no mistake. It costs nothing; a person looks at it."


def _results(report: DerivationReport) -> Iterator[str]:
    width = max((len(grade.asked.title) for grade in report.results), default=0)
    for grade in report.results:
        where = f"   line {grade.line}" if grade.line else ""
        text = f"{grade.asked.title:<{width}}   {words.RESULT_WORDS[grade.verdict]}"
        yield f"  {words.RESULT_MARKS[grade.verdict]} {text}{where}"


def _chain(chain: JudgedChain, first: Judged | None, style: TextStyle) -> Iterator[str]:
    for judged in chain.sides:
        yield _side(judged, style)
        if judged.verdict is LineVerdict.BREAKS:
            for line in _explained(chain, judged, style, whole=judged is first):
                yield " " * 10 + line
        elif words.note(judged):
            yield from textwrap.wrap(
                words.note(judged), _WIDTH - 10, initial_indent=" " * 10, subsequent_indent=" " * 10
            )


def _side(judged: Judged, style: TextStyle) -> str:
    side = judged.side
    sign = "= " if side.relation else "  "
    source = textwrap.shorten(sign + tidy(side.tex).replace("&", ""), _WIDTH - 10, placeholder=" …")
    if not side.relation:
        source = "  " + source
    mark = style.painted(judged.verdict.mark, judged.verdict)
    return f"  {side.line:>5} {mark} {source}"


def _explained(
    chain: JudgedChain, judged: Judged, style: TextStyle, *, whole: bool
) -> Iterator[str]:
    if judged.reason:
        yield judged.reason
    if judged.proof:
        yield from _example(chain, judged, judged.proof)
    if judged.repair and style.hints:
        yield style.painted(f"would hold with:  {judged.repair.text}", LineVerdict.HOLDS)
    if judged.proof and whole:
        yield from textwrap.wrap(words.certainty(judged.proof), _WIDTH - 10)


def _example(chain: JudgedChain, judged: Judged, proof: Proof) -> Iterator[str]:
    side = words.before(chain, judged)
    where = words.place(side) if side else "the line before"
    yield f"{where} is {proof.left}, this line is {proof.right}"
    yield from textwrap.wrap(f"at {words.example_point(proof)}", _WIDTH - 10)
