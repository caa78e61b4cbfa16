"""The report of one document: chains with verdicts, results, and how the document was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from grader.derivation.judging.results import ResultGrade
from grader.derivation.judging.verdicts import Judged, JudgedChain, LineVerdict, Proof, Repair


@dataclass(frozen=True)
class DerivationReport:
    """Findings about one document.

    Parameters
    ----------
    name
        The file's name.
    chains
        Every chain of equations, in order.
    results
        The asked results, in the specification's order.
    reading
        Sentences on how the document was read, where that is not the statement's own way.
    guarded
        The line of the definition that is not the statement's; nothing below it was judged.
    problem
        Why the document as a whole could not be read, or empty.
    """

    name: str
    chains: tuple[JudgedChain, ...] = ()
    results: tuple[ResultGrade, ...] = ()
    reading: tuple[str, ...] = ()
    guarded: int | None = None
    problem: str = ""

    @property
    def breaks(self) -> tuple[Judged, ...]:
        """The sides that break, in order."""
        return tuple(one for one in self._sides() if one.verdict is LineVerdict.BREAKS)

    @property
    def unread(self) -> tuple[Judged, ...]:
        """The sides that were not understood: a person looks at them."""
        return tuple(one for one in self._sides() if one.verdict is LineVerdict.UNKNOWN)

    @property
    def counts(self) -> Counter[LineVerdict]:
        """Number of sides with each verdict."""
        return Counter(one.verdict for one in self._sides())

    @property
    def shows_results(self) -> bool:
        """Return True if any asked result is shown right."""
        return any(grade.verdict.is_right for grade in self.results)

    @property
    def needs_work(self) -> bool:
        """Return True if something breaks, or no asked result is shown."""
        return bool(self.breaks) or not self.shows_results

    def _sides(self) -> list[Judged]:
        return [side for chain in self.chains for side in chain.sides]


def as_data(report: DerivationReport, *, hints: bool = True) -> dict[str, Any]:
    """Return the report as JSON has it; without ``hints`` it names no repair."""
    return {
        "file": report.name,
        "chains": [
            {"sides": [_side(one, hints=hints) for one in chain.sides]} for chain in report.chains
        ],
        "results": [
            {
                "id": grade.asked.id,
                "verdict": grade.verdict.value,
                "title": grade.asked.title,
                "points": grade.asked.points,
                "line": grade.line,
            }
            for grade in report.results
        ],
        "counts": {verdict.value: report.counts[verdict] for verdict in LineVerdict},
        "reading": list(report.reading),
        "notation_guard": report.guarded,
        "problem": report.problem,
    }


def _side(judged: Judged, *, hints: bool) -> dict[str, Any]:
    side = judged.side
    data: dict[str, Any] = {
        "line": side.line,
        "column": side.column,
        "verdict": judged.verdict.value,
        "tex": side.tex,
        "reason": judged.reason,
        "uses": judged.uses,
        "compared_with": judged.compared_with,
        "returns": judged.returns,
    }
    if side.unit.cell is not None:
        data["cell"] = side.unit.cell
    if judged.proof:
        data["proof"] = _proof(judged.proof)
    if judged.repair and hints:
        data["repair"] = _repair(judged.repair, judged)
    return data


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "length": proof.length,
        "indices": dict(proof.indices),
        "quantities": dict(proof.quantities),
        "before": proof.left,
        "here": proof.right,
        "before_interval": list(proof.left_interval),
        "here_interval": list(proof.right_interval),
    }


def _repair(repair: Repair, judged: Judged) -> dict[str, Any]:
    line, column = judged.side.unit.place(repair.start)
    return {
        "text": repair.text,
        "before": repair.before,
        "after": repair.after,
        "line": judged.side.unit.file_line(repair.start) or line,
        "column": column,
    }
