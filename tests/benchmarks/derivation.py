"""How fast derivations are checked, and how well the first wrong step is found.

    python -m tests.benchmarks.derivation [--damaged]

Prints the time of the worked answer and of every document of the corpus, and F1 as ProcessBench
defines it (Zheng et al., 2024): the harmonic mean of the accuracy on wrong derivations (the first
cross stands on exactly the first broken line) and on right ones (no cross).
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable

from grader.derivation.checker import check_file, check_text
from grader.derivation.judging.verdicts import LineVerdict
from grader.derivation.reporting.report import DerivationReport
from tests.conftest import read_yaml
from tests.derivation.corruption import damaged
from tests.derivation.expectations import (
    DOCUMENTS,
    PROCESSBENCH,
    Expectation,
    complaints,
    expectation,
    expectations,
    specification,
)
from tests.derivation.test_catalogue import ENTRIES, HELDOUT, SLIPS, missed
from tests.derivation.test_mutation import TEXTS, counted


def main() -> None:
    """Print all figures."""
    fresh(expectation(DOCUMENTS / "01_corrected.yaml"))  # what is imported late is not counted
    worked = timed(expectation(DOCUMENTS / "worked_answer.yaml"))
    corrected = timed(expectation(DOCUMENTS / "01_corrected.yaml"))
    print(f"worked answer, two slips   {worked:6.2f} s   (limit 1 s)")
    print(f"corrected, no slip         {corrected:6.2f} s")
    corpus(expectations(DOCUMENTS))
    first_wrong_steps(expectations(PROCESSBENCH))
    notations()
    held_out()
    planted_slips(16)
    if "--damaged" in sys.argv:
        damaged_documents(1_000)


def timed(expected: Expectation) -> float:
    """Seconds of the processor for one document, with reading its specification."""
    started = time.process_time()
    check_file(expected.path, specification.__wrapped__(expected.spec))
    return time.process_time() - started


def fresh(expected: Expectation) -> DerivationReport:
    """Check a document anew, whoever checked it before."""
    return check_file(expected.path, specification(expected.spec))


def corpus(documents: Iterable[Expectation]) -> None:
    """Print what the corpus takes, and how many lines are judged as expected."""
    times, unlike, crosses, unread, sides = [], 0, 0, 0, 0
    for expected in documents:
        started = time.process_time()
        report = fresh(expected)
        times.append((time.process_time() - started, expected.path.name))
        unlike += bool(list(complaints(expected, report)))
        lines = {*expected.breaks, *expected.may_break}
        crosses += sum(one.side.line not in lines for one in report.breaks)
        unread += len(report.unread)
        sides += sum(report.counts.values()) - report.counts["start"]
    slowest = max(times)
    print(
        f"corpus                     {len(times)} documents, {sides} steps, {unread} not understood"
    )
    print(f"  unlike the expectation   {unlike}")
    print(f"  false crosses            {crosses}")
    print(f"  slowest                  {slowest[0]:6.2f} s   {slowest[1]}   (limit 2 s)")


def notations() -> None:
    """Print the same for the catalogue of notations: a document is right, or has one slip."""
    reports = [entry.report() for entry in ENTRIES]
    accepted = sum(not report.breaks for report in reports) / len(reports)
    missing = list(missed(SLIPS))
    found = 1 - len(missing) / len(SLIPS)
    counts = sum((report.counts for report in reports), Counter[LineVerdict]())
    steps = sum(counts.values()) - counts[LineVerdict.START]
    print(f"catalogue of notations     {len(ENTRIES)} documents, {steps} steps,", end=" ")
    print(f"{counts[LineVerdict.UNKNOWN]} not understood, {len(SLIPS)} slips")
    print(f"  right ones accepted      {accepted:6.1%}")
    print(f"  slips crossed in place   {found:6.1%}")
    print(f"  F1                       {200 * accepted * found / (accepted + found):6.1f}")
    for text in missing:
        print(f"    {text}")


def held_out() -> None:
    """Print how the documents fare that nobody tuned on when they were written."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    crosses = 0
    for path in sorted(HELDOUT.glob("*.yaml")):
        data = read_yaml(path)
        report = check_text(data["text"], data.get("file", "answer.md"), specification())
        lines = [one.side.line for one in report.breaks]
        wrong = data["first_wrong"]
        crosses += sum(line != wrong for line in lines)
        found[wrong is None].append(next(iter(lines), None) == wrong)
    right, wrong = (sum(found[kind]) / len(found[kind]) for kind in (True, False))
    count = sum(map(len, found.values()))
    print(f"held-out documents         {count}, by now in-sample (the one runs: heldout/README.md)")
    print(f"  F1                       {200 * right * wrong / (right + wrong):6.1f}", end=", ")
    print(f"{crosses} crosses on right lines")


def planted_slips(count: int) -> None:
    """Print what becomes of slips that are planted in right derivations."""
    total: Counter[str] = Counter()
    for path in TEXTS:
        total += counted(path, count, seed=1)
    planted, crossed = total["planted"], total["crossed"]
    print(f"planted slips              {planted} ({total['equivalent']} more change no value)")
    print(f"  crossed                  {crossed / planted:6.1%}   (at least 90 %)")
    print(f"  accepted                 {total['accepted']:6}   (none)")
    print(f"  repair named             {total['repaired'] / crossed:6.1%}   (at least 75 %)")


def damaged_documents(count: int) -> None:
    """Print how long damaged documents take; an exception ends the benchmark."""
    slowest = 0.0
    for expected, text in damaged(expectations(), count, seed=20_000):
        started = time.process_time()
        check_text(text, expected.path.name, specification(expected.spec))
        slowest = max(slowest, time.process_time() - started)
    print(f"damaged documents          {count}, no exception, slowest {slowest:.2f} s (limit 5 s)")


def first_wrong_steps(documents: Iterable[Expectation]) -> None:
    """Print F1 of the first wrong step."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for expected in documents:
        report = fresh(expected)
        first = min((one.side.line for one in report.breaks), default=None)
        found[expected.first_wrong is None].append(first == expected.first_wrong)
    right, wrong = (sum(found[kind]) / len(found[kind]) for kind in (True, False))
    f1 = 2 * right * wrong / (right + wrong) if right + wrong else 0.0
    print(
        f"first wrong step           {len(found[False])} wrong: {wrong:.1%},"
        f" {len(found[True])} right: {right:.1%}"
    )
    print(f"  F1 (ProcessBench)        {100 * f1:.1f}")


if __name__ == "__main__":
    main()
