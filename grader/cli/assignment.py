"""``grader verify`` and ``grader build``: an instructor's assignment, checked and compiled."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from grader.assignment import load_assignment
from grader.build import build
from grader.cli.options import REFERENCE
from grader.cli.say import say
from grader.cli.verbs import add_verb
from grader.cli.workers import for_own_code
from grader.suitefile import save
from grader.verify import Gap, Verification, verify

_VERIFY = """\
Exit status 0 where the assignment holds; 1 with the list of what does not; 2 where it cannot be
read.

example:
  grader verify reference
"""

_BUILD = """\
Without --seed the suite gets a fresh secret one.  The file holds the hidden answers and is made
readable by its owner alone.

examples:
  grader build reference -o suite.json
  grader build reference -o suite.json --seed 7
"""


def add_to(verbs: Any) -> None:
    """Add both commands."""
    verifying = _verb(verbs, "verify", _VERIFY)
    verifying.set_defaults(command=_verify)
    building = _verb(verbs, "build", _BUILD)
    building.add_argument(
        "-o", dest="output", type=Path, default=Path("suite.json"), metavar="FILE"
    )
    building.add_argument("--seed", type=int, help="make the same suite as every other time")
    building.set_defaults(command=_build)


def _verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, epilog)
    verb.add_argument("folder", nargs="?", type=Path, default=REFERENCE, metavar="reference")
    return verb


def _build(options: argparse.Namespace) -> int:
    suite = build(load_assignment(options.folder), options.seed)
    save(suite, options.output)
    say(f"{options.output}: {len(suite.questions)} questions, {len(suite.cases)} cases")
    return 0


def _verify(options: argparse.Namespace) -> int:
    assignment = load_assignment(options.folder)
    suite = build(assignment, seed=0)
    with for_own_code(suite) as workshop, workshop.open() as worker:
        found = verify(assignment, suite, worker.run, worker.worker.run)
    say(verification_text(found))
    return 1 if found.problems else 0


def verification_text(found: Verification) -> str:
    """The findings as lines of a terminal."""
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
