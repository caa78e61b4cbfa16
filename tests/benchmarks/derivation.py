"""How fast derivations are checked, and how well the first wrong step is found.

    python -m tests.benchmarks.derivation

Prints the time of the worked answer and of every document of the corpus, and F1 as ProcessBench
defines it (Zheng et al., 2024): the harmonic mean of the accuracy on wrong derivations (the first
cross stands on exactly the first broken line) and on right ones (no cross).
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from tests.derivation.expectations import (
    DOCUMENTS,
    PROCESSBENCH,
    Expectation,
    complaints,
    expectation,
    expectations,
)


def main() -> None:
    """Print all figures."""
    expectation(DOCUMENTS / "01_corrected.yaml").report()  # what is imported late is not counted
    worked = timed(expectation(DOCUMENTS / "worked_answer.yaml"))
    corrected = timed(expectation(DOCUMENTS / "01_corrected.yaml"))
    print(f"worked answer, two slips   {worked:6.2f} s   (limit 1 s)")
    print(f"corrected, no slip         {corrected:6.2f} s")
    corpus(expectations(DOCUMENTS))
    first_wrong_steps(expectations(PROCESSBENCH))


def timed(expected: Expectation) -> float:
    """Seconds of the processor for one document, with reading its specification."""
    started = time.process_time()
    expected.report()
    return time.process_time() - started


def corpus(documents: Iterable[Expectation]) -> None:
    """Print what the corpus takes, and how many lines are judged as expected."""
    times, unlike, crosses, unread, sides = [], 0, 0, 0, 0
    for expected in documents:
        started = time.process_time()
        report = expected.report()
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


def first_wrong_steps(documents: Iterable[Expectation]) -> None:
    """Print F1 of the first wrong step."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for expected in documents:
        report = expected.report()
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
