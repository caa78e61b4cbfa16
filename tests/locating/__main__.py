"""Print how often the right line is marked: python -m tests.locating

Whole programs in unusual styles (those alone with --unusual), the labelled submissions, every known
mistake in three styles, and mistakes that nobody knows.  With -v: each miss and silence.
"""

from __future__ import annotations

import sys

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.marking.marker import Marker
from grader.sandbox import open_sandbox
from tests.conftest import ROOT
from tests.diagnosis.strangers import STRANGERS
from tests.locating.slips import LOOKED_AT, UNSEEN
from tests.locating.tally import Grading, Tally, of_corpus, of_programs, of_slips, of_unusual


def main() -> None:
    assignment = load_assignment(ROOT / "reference")
    suite = build(assignment, seed=1)
    with open_sandbox(suite.limits, suite.modules) as worker:
        grading = Grading(assignment, suite, worker, Marker(suite))
        _report(of_unusual(grading))
        _report(of_slips("more slips in them, looked at", grading, LOOKED_AT))
        _report(of_slips("more slips in them, unseen", grading, UNSEEN), in_detail=False)
        if "--unusual" in sys.argv:
            return
        _report(of_corpus(grading))
        _report(of_programs("known mistakes, three styles", grading, assignment.mistakes))
        _report(of_programs("unknown mistakes, three styles", grading, STRANGERS))


def _report(tally: Tally, *, in_detail: bool = True) -> None:
    print(tally, flush=True)
    if in_detail and "-v" in sys.argv:
        silent = [one for one in tally.wrong if not one.line]
        for one in (*tally.misses, *tally.on_right_functions, *silent):
            print("   ", one)


if __name__ == "__main__":
    main()
