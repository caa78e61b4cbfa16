"""Notations that people use: a right derivation is understood, and a slip in it is crossed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader.derivation.checker import check_text
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.reporting.report import DerivationReport
from tests.conftest import read_yaml
from tests.derivation.expectations import specification

FOLDER = Path(__file__).parent / "catalogue"
HELDOUT = Path(__file__).parent / "heldout"
HOMEWORK = specification()


@dataclass(frozen=True)
class Entry:
    name: str
    text: str
    file: str = "answer.md"
    slips: list[dict[str, Any]] = field(default_factory=list)
    may_be_unknown: list[int] = field(default_factory=list)

    def report(self) -> DerivationReport:
        return check_text(self.text, self.file, HOMEWORK)


def read(path: Path) -> Entry:
    data = read_yaml(path)
    del data["about"]
    return Entry(path.stem, **data)


ENTRIES = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
SLIPS = [(entry, slip) for entry in ENTRIES for slip in entry.slips]
SAMPLE = SLIPS[::40]


@pytest.mark.parametrize("entry", ENTRIES[::3], ids=lambda entry: entry.name)
def test_a_right_derivation_is_understood(entry):
    assert list(not_understood(entry)) == []


@pytest.mark.thorough
def test_every_right_derivation_is_understood():
    assert [problem for entry in ENTRIES for problem in not_understood(entry)] == []


def not_understood(entry: Entry) -> list[tuple[str, int, str, str]]:
    """The sides of a right derivation that are not found to hold."""
    return [
        (entry.name, one.side.line, one.verdict.value, one.reason)
        for chain in entry.report().chains
        for one in chain.sides
        if one.verdict not in (LineVerdict.START, LineVerdict.HOLDS)
        and not (one.verdict is LineVerdict.UNKNOWN and one.side.line in entry.may_be_unknown)
    ]


def test_a_slip_is_crossed_where_it_stands():
    assert list(missed(SAMPLE)) == []


@pytest.mark.thorough
def test_every_slip_is_crossed_where_it_stands():
    assert list(missed(SLIPS)) == []


def missed(slips: list[tuple[Entry, dict[str, Any]]]) -> Iterator[str]:
    """Every slip whose line does not hold the first cross, in words."""
    for entry, slip in slips:
        report = check_text(with_slip(entry.text, slip), entry.file, HOMEWORK)
        caught = (LineVerdict.BREAKS, LineVerdict.CONDITIONAL)
        lines = [s.side.line for chain in report.chains for s in chain.sides if s.verdict in caught]
        wanted = slip.get("crossed", slip["line"])
        if not slip.get("may_be_unknown") and lines[:1] != [wanted]:
            yield f"{entry.name}: line {slip['line']} {slip['new']}: crossed are {lines}"


def with_slip(text: str, slip: dict[str, Any]) -> str:
    lines = text.split("\n")
    place = slip["line"] - 1
    assert slip["old"] in lines[place], slip
    lines[place] = lines[place].replace(slip["old"], slip["new"], 1)
    return "\n".join(lines)


@pytest.mark.thorough
@pytest.mark.parametrize("path", sorted(HELDOUT.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_first_wrong_step_of_a_held_out_document_is_found(path):
    data = read_yaml(path)
    report = check_text(data["text"], data.get("file", "answer.md"), HOMEWORK)
    lines = [one.side.line for one in report.breaks]

    wanted = data.get("known_miss", [line for line in [data["first_wrong"]] if line is not None])
    assert lines == wanted or (data.get("may_be_unknown") and not lines and report.unread)
