"""How often the grader and the independent judge disagree.

python -m tests.oracle            prints the table, and every disagreement below it
"""

from __future__ import annotations

import sys
from collections import Counter

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.sandbox import open_sandbox
from tests.oracle.comparison import FAULTS, Compared, Comparison
from tests.oracle.subjects import ROOT, Grader, corpus, public_code, strangers, unusual, variants


def main() -> None:
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    assignment = load_assignment(ROOT / "reference")
    suite = build(assignment, seed=1)
    groups = {
        "public code": public_code(),
        "mistakes nobody knows": strangers(suite),
        "labelled submissions": corpus(),
        "right variants": variants(),
        "unusual styles": unusual(),
    }
    with open_sandbox(suite.limits, suite.modules) as worker:
        comparison = Comparison(assignment, Grader(suite, worker))
        for title, subjects in groups.items():
            compared = [comparison.of(subject) for subject in subjects[::step]]
            print("\n".join([f"{title}: {len(compared)}", *table(compared)]), flush=True)


def table(compared: list[Compared]) -> list[str]:
    """Return the lines of the table: what the judge says, then the faults with their points."""
    said = Counter(str(verdict) for one in compared for verdict in one.verdicts.values())
    lines = [f"    {count:5} questions {what}" for what, count in said.most_common()]
    faults = [fault for one in compared for fault in one.faults]
    for kind in FAULTS:
        points = [fault.points for fault in faults if fault.kind == kind]
        lines.append(f"    {len(points):5} {kind}, {sum(points):g} points")
    return lines + [f"          {fault}" for fault in faults]


if __name__ == "__main__":
    main()
