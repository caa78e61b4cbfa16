"""Compare a report with the expectation that stands beside a document (see documents/README.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.derivation.checker import check_file
from grader.derivation.names.specification import Specification
from grader.derivation.reporting.report import DerivationReport
from grader.derivation.specfile import load_specification
from tests.conftest import ROOT, read_yaml

DOCUMENTS = Path(__file__).parent / "documents"
PROCESSBENCH = Path(__file__).parent / "processbench"
SQUARED_ERROR = ROOT / "tests" / "assignments" / "squared_error" / "derivation.yaml"
_FOUND = frozenset({"holds", "follows"})


@dataclass(frozen=True)
class Expectation:
    """What a checker must say about a document."""

    path: Path
    sides: dict[int, list[str]]
    breaks: list[int]
    may_be_unknown: list[int] | str
    may_break: list[int] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    repair: dict[int, Any] = field(default_factory=dict)
    spec: str = ""
    first_wrong: int | None = None
    notation_guard: bool = False

    def may_be_unread(self, line: int) -> bool:
        return self.may_be_unknown == "all" or line in self.may_be_unknown

    def report(self) -> DerivationReport:
        return report_of(self.path, self.spec)


@cache
def report_of(path: Path, spec: str) -> DerivationReport:
    """The report of a document; several tests look at it."""
    return check_file(path, specification(spec))


@cache
def specification(name: str = "") -> Specification:
    path = SQUARED_ERROR if name == "squared_error" else ROOT / "reference" / "derivation.yaml"
    return load_specification(path)


def expectations(folder: Path = DOCUMENTS) -> list[Expectation]:
    """Every document that has an expectation."""
    return [expectation(path) for path in sorted(folder.rglob("*.yaml"))]


def expectation(path: Path) -> Expectation:
    data = read_yaml(path)
    document = next(one for one in path.parent.glob(f"{path.stem}.*") if one.suffix != ".yaml")
    names = ("sides", "breaks", "may_be_unknown", "may_break", "results", "repair", "spec")
    names += ("first_wrong", "notation_guard")
    return Expectation(document, **{name: data[name] for name in names if name in data})


def complaints(expected: Expectation, report: DerivationReport) -> Iterator[str]:
    """Every difference between a report and its expectation, in words."""
    yield from _crosses(expected, report)
    for line, verdicts in expected.sides.items():
        yield from _line(expected, report, line, verdicts)
    shown = {grade.asked.id: grade.verdict.value for grade in report.results}
    for name, verdict in expected.results.items():
        if shown.get(name) != verdict:
            yield f"result {name}: {shown.get(name)}, expected {verdict}"
    yield from _repairs(expected, report)


def _crosses(expected: Expectation, report: DerivationReport) -> Iterator[str]:
    crossed = sorted({one.side.line for one in report.breaks})
    for line in crossed:
        if line not in expected.breaks and line not in expected.may_break:
            yield f"line {line}: FALSE CROSS"
    for line in expected.breaks:
        if line not in crossed and not expected.may_be_unread(line):
            yield f"line {line}: slip is not crossed"
    for one in report.breaks:
        if one.proof is None:
            yield f"line {one.side.line}: a cross without a proof"


def _line(
    expected: Expectation, report: DerivationReport, line: int, verdicts: list[str]
) -> Iterator[str]:
    found = [
        one.verdict.value
        for chain in report.chains
        if len(chain.sides) > 1
        for one in chain.sides
        if one.side.line == line
    ]
    if len(found) != len(verdicts):
        yield f"line {line}: {found}, expected {verdicts}"
        return
    for own, wanted in zip(found, verdicts, strict=True):
        if not _fits(own, wanted, unread=expected.may_be_unread(line)):
            yield f"line {line}: {found}, expected {verdicts}"
            return


def _fits(found: str, wanted: str, *, unread: bool) -> bool:
    if found == wanted or (found == "unknown" and unread):
        return True
    if wanted == "any":
        return found != "breaks"
    if wanted == "unknown":
        return found != "breaks"
    return wanted == "start" and unread


def _repairs(expected: Expectation, report: DerivationReport) -> Iterator[str]:
    for line, wanted in expected.repair.items():
        texts = [one.repair.text for one in report.breaks if one.side.line == line and one.repair]
        choices = [wanted] if isinstance(wanted, str) else wanted
        said = "".join(texts).replace(" ", "").replace("\\quad", "")
        if not any(str(one).replace(" ", "") in said for one in choices):
            yield f"line {line}: repair {texts}, expected {wanted}"
