"""A report as plain values, to be kept and to be sent to another process."""

from __future__ import annotations

from grader.derivation.judging.results import ResultGrade
from grader.derivation.judging.verdicts import Judged
from grader.derivation.reporting import page
from grader.derivation.reporting import verdict_words as words
from grader.derivation.reporting.report import DerivationReport
from grader.model import CheckedDerivation, DerivationLine, DerivationResult, Slip

_LONGEST = 1_000
"""Characters of a line that are kept: none that was understood is longer."""


def record_of(report: DerivationReport) -> CheckedDerivation:
    """Return what a report says, with its formulas as MathML."""
    boxes = page.derivation_page(report).chains
    return CheckedDerivation(
        chains=tuple(
            tuple(_line(judged, row) for judged, row in zip(chain.sides, box.rows, strict=True))
            for chain, box in zip(report.chains, boxes, strict=True)
        ),
        results=tuple(map(_result, report.results)),
        reading=report.reading,
        guarded=report.guarded or 0,
        problem=report.problem,
    )


def _line(judged: Judged, row: page.Row) -> DerivationLine:
    side = judged.side
    return DerivationLine(
        line=side.line,
        column=side.column,
        cell=side.unit.cell or 0,
        place=words.place(side),
        verdict=judged.verdict.value,
        tex=side.tex if len(side.tex) <= _LONGEST else f"{side.tex[:_LONGEST]} …",
        is_equation=bool(row.relation),
        note=row.note,
        mathml=str(row.mathematics.mathml),
        slip=_slip(row.slip) if row.slip else None,
    )


def _slip(slip: page.SlipBox) -> Slip:
    replaced, replacement = slip.repaired or (None, None)
    return Slip(
        before_place=slip.before,
        before=slip.before_value,
        here=slip.here_value,
        point=slip.point,
        certainty=slip.certainty,
        repair=slip.repair,
        replaced=str(replaced.mathml) if replaced else "",
        replacement=str(replacement.mathml) if replacement else "",
        missing=str(slip.missing.mathml) if slip.missing else "",
    )


def _result(grade: ResultGrade) -> DerivationResult:
    asked = grade.asked
    return DerivationResult(
        asked.id, asked.title, grade.verdict.value, asked.points, grade.line or 0, grade.breaks
    )
