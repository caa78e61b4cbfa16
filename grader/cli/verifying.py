"""Check an instructor's assignment, and build its suite."""

from __future__ import annotations

import argparse
import math

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.verify import Gap, Verification, open_for_variants, verify
from grader.cli.say import say
from grader.suite.file import save


def make_suite(options: argparse.Namespace) -> int:
    """Build the suite and write it."""
    suite = build(load_assignment(options.folder), options.seed)
    save(suite, options.output)
    say(f"{options.output}: {len(suite.questions)} questions, {len(suite.cases)} cases")
    return 0


def check_assignment(options: argparse.Namespace) -> int:
    """Print the problems of an assignment."""
    assignment = load_assignment(options.folder)
    suite = build(assignment, seed=0)
    with open_for_variants(suite) as worker:
        found = verify(assignment, suite, worker.run)
    say(verification_text(found))
    return 1 if found.problems else 0


def verification_text(found: Verification) -> str:
    """Return the findings as lines of text."""
    lines = ["question            worst right   limit     nearest wrong   gap", ""]
    lines[1:] = [_gap_line(gap) for gap in found.gaps]
    lines += [
        "",
        f"{found.variants} right variants, {found.misconceptions} misconceptions,"
        f" {found.pairs} pairs of them",
    ]
    lines += [f"PROBLEM  {problem}" for problem in found.problems]
    lines.append(f"{len(found.problems)} problem(s)" if found.problems else "The assignment holds.")
    return "\n".join(lines)


def _gap_line(gap: Gap) -> str:
    wrong = "none finite" if math.isinf(gap.wrong) else f"{gap.wrong:.1e}"
    width = "" if math.isinf(gap.decades) else f"{gap.decades:.1f} decades"
    return f"{gap.question:<20}{gap.right:<14.1e}{gap.limit:<10.0e}{wrong:<16}{width}"
