"""Sandboxes for a suite, as the commands need them."""

from __future__ import annotations

from grader.cli.options import TRUST
from grader.errors import SandboxError
from grader.model import Suite
from grader.sandbox import PLAIN, Worker, open_sandbox

_REFUSED = f"""\
{{reason}}
  Without isolation, student code could read files of this account, the hidden cases among them,
  and use the network.  Run the grader in a Linux container (that gives level B; `grader doctor`
  says more), or pass {TRUST} to grade without isolation."""


def open_for_verifying(suite: Suite) -> Worker:
    """Open a sandbox for the instructor's own code: isolated where this host can isolate.

    Raises SandboxError.
    """
    try:
        return open_sandbox(suite.limits, suite.modules)
    except SandboxError:
        return open_sandbox(suite.limits, suite.modules, PLAIN)


def refusal(reason: SandboxError) -> SandboxError:
    """Why other people's code is not run here, and what to do."""
    return SandboxError(_REFUSED.format(reason=reason))
