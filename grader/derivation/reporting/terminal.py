"""A report as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.derivation.grammar.characters import printable
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict, Proof
from grader.derivation.reporting import verdict_words as words
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.slips.repair import tidy
from grader.text.columns import columns, fill, wrapped_lines

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
    """Choices of the terminal text.

    Parameters
    ----------
    hints
        Whether repairs are shown.
    colour
        Whether marks and repairs have colours.
    said
        Says a sentence in the reader's language.
    """

    hints: bool = True
    colour: bool = False
    said: Callable[[str], str] = str

    def painted(self, text: str, verdict: LineVerdict) -> str:
        """Return the text in the colour of a verdict."""
        return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m" if self.colour else text


def as_text(report: DerivationReport, style: TextStyle) -> str:
    """Return the report: headline, results, chains, how it was read."""
    return "\n".join(_lines(report, style))


def _lines(report: DerivationReport, style: TextStyle) -> Iterator[str]:
    yield f"{printable(report.name)}: {style.said(words.headline(report))}"
    if report.chains:
        yield "  " + " · ".join(style.said(text) for _, text in words.tallies(report))
    yield ""
    yield from _results(report, style)
    first = report.breaks[0] if report.breaks else None
    for chain in report.chains:
        yield ""
        yield from _chain(chain, first, style)
    if report.reading:
        yield ""
        yield style.said("How your notation was read:")
        yield from (f"  {style.said(one)}" for one in report.reading)
    if report.unread:
        yield ""
        yield style.said(words.NOT_UNDERSTOOD)


def _results(report: DerivationReport, style: TextStyle) -> Iterator[str]:
    width = max((columns(grade.asked.title) for grade in report.results), default=0)
    for grade in report.results:
        where = "   " + style.said(f"line {grade.line}") if grade.line else ""
        said = style.said(words.RESULT_WORDS[grade.verdict])
        text = f"{fill(grade.asked.title, width)}   {said}"
        yield f"  {words.RESULT_MARKS[grade.verdict]} {text}{where}"


def _chain(chain: JudgedChain, first: Judged | None, style: TextStyle) -> Iterator[str]:
    for judged in chain.sides:
        yield _side(judged, style)
        if judged.verdict is LineVerdict.BREAKS:
            for line in _explained(chain, judged, style, whole=judged is first):
                yield " " * 10 + line
        elif words.note(judged):
            yield from (" " * 10 + line for line in _wrapped(style.said(words.note(judged))))


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
        yield style.said(judged.reason)
    if judged.proof:
        yield from _example(chain, judged, judged.proof, style)
    if judged.repair and style.hints:
        repair = f"{style.said('would hold with:')}  {style.said(judged.repair.text)}"
        yield style.painted(repair, LineVerdict.HOLDS)
    if judged.proof and whole:
        yield from _wrapped(style.said(words.certainty(judged.proof)))


def _example(chain: JudgedChain, judged: Judged, proof: Proof, style: TextStyle) -> Iterator[str]:
    side = words.before(chain, judged)
    where = words.place(side) if side else "the line before"
    yield style.said(f"{where} is {proof.left}, this line is {proof.right}")
    yield from _wrapped(style.said(f"at {words.example_point(proof)}"))


def _wrapped(text: str) -> list[str]:
    return wrapped_lines(text, _WIDTH - 10)
