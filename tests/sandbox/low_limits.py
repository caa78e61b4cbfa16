"""``python -m tests.sandbox.low_limits CPU,FSIZE,AS [LAYERS]``: an honest run under lower limits.

Each limit is a number (seconds, bytes, bytes) or empty; hard limits, as a grader within another
grader gets them.  Prints how the submissions ended.
"""

from __future__ import annotations

import resource
import sys

from grader.errors import SandboxError
from grader.sandbox import PLAIN, Plan, open_sandbox
from tests.sandbox.small_suite import HONEST, LIMITS, small_suite, submission

LOOP = HONEST.replace("return a.sum()", "while True: pass")


def main(limits: str, layers: str = "seccomp") -> None:
    for name, value in zip(("CPU", "FSIZE", "AS"), limits.split(","), strict=True):
        if value:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (int(value), int(value)))
    plan = Plan.of(small_suite())
    chosen = PLAIN if layers == "plain" else tuple(layers.split("+"))
    try:
        with open_sandbox(LIMITS, layers=chosen) as worker:
            for source in (HONEST, LOOP):
                seen = worker.run(submission(source), plan).observations
                kinds = sorted({type(one.outcome).__name__ for one in seen})
                sys.stdout.write(f"{' '.join(kinds)}\n")
    except SandboxError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
