"""How often the grader and the independent judge disagree.

python -m tests.oracle            prints the table, and every disagreement below it
"""

from __future__ import annotations

import contextlib
from collections import Counter

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.cli.workers import Workshop
from tests.oracle.comparison import FAULTS, Compared, Comparison
from tests.oracle.subjects import ROOT, Grader, corpus, public_code, strangers, variants


def main() -> None:
    assignment = load_assignment(ROOT / "reference")
    suite = build(assignment, seed=1)
    groups = {
        "labelled submissions": corpus(),
        "right variants": variants(),
        "mistakes nobody knows": strangers(suite),
        "public code": public_code(),
    }
    with contextlib.closing(Workshop(suite)) as workshop:
        comparison = Comparison(assignment, Grader(suite, workshop))
        found = {
            title: [comparison.of(subject) for subject in subjects]
            for title, subjects in groups.items()
        }
    print("\n".join(table(found)))
    for compared in found.values():
        for fault in (fault for one in compared for fault in one.faults):
            print("   ", fault)


def table(found: dict[str, list[Compared]]) -> list[str]:
    """Return the lines of the table: what the judge says, and the faults with their points."""
    lines = []
    for title, compared in found.items():
        said = Counter(str(verdict) for one in compared for verdict in one.verdicts.values())
        lines.append(f"{title}: {len(compared)}")
        lines += [f"    {count:5} questions {what}" for what, count in said.most_common()]
        faults = [fault for one in compared for fault in one.faults]
        for kind in FAULTS:
            points = [fault.points for fault in faults if fault.kind == kind]
            lines.append(f"    {len(points):5} {kind}, {sum(points):g} points")
    return lines


if __name__ == "__main__":
    main()
