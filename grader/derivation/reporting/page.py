"""A report as one HTML page: no script, no network, readable without colour.

Here every decision is made, as strings; the template only places them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from markupsafe import Markup

from grader.derivation.grammar.tex import tex
from grader.derivation.judging.results import ResultGrade
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict
from grader.derivation.reporting import verdict_words as words
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.slips.repair import tidy
from grader.text.mathml import FormulaError, formula

_LONGEST = 1_500
_LAYOUT = re.compile(
    r"\\(?:nonumber|notag|displaystyle|limits|eqno\S*|allowbreak)(?![A-Za-z])"
    r"|\\(?:label|tag\*?|vspace)\{[^{}]*\}"
)
_ALIGNMENT = re.compile(r"(?<!\\)&|\\\\(?:\[[^\]]*\])?")


@dataclass(frozen=True)
class Mathematics:
    """A formula as MathML, or its source where that cannot be shown."""

    mathml: Markup
    source: str


@dataclass(frozen=True)
class Row:
    """One side of a chain."""

    anchor: str
    css: str
    mark: str
    verdict: str
    line: str
    relation: str
    mathematics: Mathematics
    note: str
    slip: SlipBox | None


@dataclass(frozen=True)
class SlipBox:
    """The explanation of a line that breaks: values, point, repair and proof."""

    before: str
    here: str
    before_value: str
    here_value: str
    point: str
    repair: str
    repaired: tuple[Mathematics, Mathematics] | None
    missing: Mathematics | None
    certainty: str


@dataclass(frozen=True)
class ChainBox:
    """A chain of equations."""

    title: str
    css: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ResultRow:
    """An asked result."""

    mark: str
    css: str
    title: str
    words: str
    href: str
    line: str


@dataclass(frozen=True)
class DerivationPage:
    """Contents of the page, every text decided."""

    title: str
    headline: str
    lead: str
    css: str
    tallies: tuple[tuple[str, str, str], ...]
    results: tuple[ResultRow, ...]
    jumps: tuple[tuple[str, str], ...]
    chains: tuple[ChainBox, ...]
    reading: tuple[str, ...]
    unread: str


_CSS = {
    LineVerdict.START: "start",
    LineVerdict.HOLDS: "right",
    LineVerdict.CONDITIONAL: "part",
    LineVerdict.BREAKS: "wrong",
    LineVerdict.FOLLOWS: "part",
    LineVerdict.UNKNOWN: "unread",
}
_RESULT_CSS = {"✓": "right", "◐": "part", "✗": "wrong", "?": "unread", "-": "off"}


def derivation_page(report: DerivationReport, *, hints: bool = True) -> DerivationPage:
    """Return what the page of a report shows."""
    breaks = report.breaks
    return DerivationPage(
        report.name,
        words.headline(report),
        _lead(report),
        "wrong" if breaks else "right" if report.shows_results else "unread",
        tuple((verdict.mark, _CSS[verdict], text) for verdict, text in words.tallies(report)),
        tuple(_result(grade) for grade in report.results),
        tuple((f"#{_anchor(one)}", words.place(one.side, capital=True)) for one in breaks),
        tuple(_chain(chain, hints=hints) for chain in report.chains),
        report.reading,
        _unread(report),
    )


def _lead(report: DerivationReport) -> str:
    if report.guarded is not None:
        return "So nothing below that line was judged. Tell your instructor which names you use."
    if len(report.breaks) == 1:
        return "Every other line was compared with the one before it, at random numbers."
    return "Each line was compared with the one before it, at random numbers."


def _unread(report: DerivationReport) -> str:
    if not report.unread:
        return ""
    return words.NOT_UNDERSTOOD


def _result(grade: ResultGrade) -> ResultRow:
    mark = words.RESULT_MARKS[grade.verdict]
    line = f"line {grade.line}" if grade.line else ""
    said = words.RESULT_WORDS[grade.verdict]
    href = f"#L{grade.line}" if grade.line else ""
    return ResultRow(mark, _RESULT_CSS[mark], grade.asked.title, said, href, line)


def _anchor(judged: Judged) -> str:
    return f"S{judged.side.unit.cell or 0}-{judged.side.start}"


def _chain(chain: JudgedChain, *, hints: bool) -> ChainBox:
    head = chain.sides[0].side
    broken = any(one.verdict is LineVerdict.BREAKS for one in chain.sides)
    rows = tuple(_row(chain, one, hints=hints) for one in chain.sides)
    return ChainBox(words.place(head, capital=True), "broken" if broken else "", rows)


def _row(chain: JudgedChain, judged: Judged, *, hints: bool) -> Row:
    slip = _slip(chain, judged, hints=hints) if judged.verdict is LineVerdict.BREAKS else None
    return Row(
        _anchor(judged),
        _CSS[judged.verdict],
        judged.verdict.mark,
        words.VERDICT_WORDS[judged.verdict],
        str(judged.side.line),
        "=" if judged.side.relation else "",
        _mathematics(judged, hints=hints),
        words.note(judged),
        slip,
    )


def _slip(chain: JudgedChain, judged: Judged, *, hints: bool) -> SlipBox | None:
    proof = judged.proof
    if proof is None:
        return None
    side = words.before(chain, judged)
    repair = judged.repair if hints else None
    pair = None
    missing = None
    if repair and repair.after and "is missing" in repair.text and "before" not in repair.text:
        missing = _shown(repair.after, "")
    elif repair and repair.after and "→" in repair.text:
        pair = _shown(repair.before, ""), _shown(repair.after, "")
    return SlipBox(
        words.place(side, capital=True) if side else "The line before",
        words.place(judged.side, capital=True),
        proof.left,
        proof.right,
        words.example_point(proof),
        repair.text if repair else "",
        pair,
        missing,
        words.certainty(proof),
    )


def _mathematics(judged: Judged, *, hints: bool) -> Mathematics:
    """Return a side as it was written, with the symbol marked that a repair would change."""
    side = judged.side
    node = side.node
    fallback = tex(node) if node is not None else ""
    repair = judged.repair if hints else None
    if repair and side.span.start <= repair.start < repair.end <= side.span.end:
        text = side.unit.text
        parts = (
            text[side.span.start : repair.start],
            text[repair.start : repair.end],
            text[repair.end : side.span.end],
        )
        marked = r"{}\class{{wrong}}{{{}}}{}".format(*map(_plain, parts))
        shown = _shown(marked, fallback)
        if "wrong" in shown.mathml:
            return shown
    return _shown(_plain(side.tex), fallback)


def _plain(source: str) -> str:
    """Return LaTeX without what belongs to the display and not to the formula."""
    source = _LAYOUT.sub(" ", source)
    if r"\begin" not in source:
        source = _ALIGNMENT.sub(" ", source)
    return tidy(source).rstrip(" .,;")


def _shown(source: str, fallback: str) -> Mathematics:
    for text in (source, fallback):
        if text and len(text) <= _LONGEST:
            try:
                mathml = formula(text).mathml.replace("<math", '<math displaystyle="true"', 1)
                return Mathematics(Markup(mathml), "")
            except FormulaError:
                continue
    return Mathematics(Markup(""), source[:_LONGEST])


def derivation_html(
    report: DerivationReport,
    *,
    hints: bool = True,
    language: str = "en",
    said: Callable[[str], str] = str,
) -> str:
    """Return the page, complete, in the language in which ``said`` says a sentence."""
    page = derivation_page(report, hints=hints)
    html: str = _template().render(page=page, language=language, _=said, **_looks())
    return html


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("derivation.html.j2"))


def _looks() -> dict[str, Any]:
    style = _file("derivation.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "policy": policy}


def _file(name: str) -> str:
    return (resources.files("grader.derivation.reporting") / "templates" / name).read_text("utf-8")
