"""``check.pyz verify`` and ``grader verify-receipt``: verify a receipt and say what differs.

A student's machine must have every library that this module, or a module it imports, imports at
its top.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.cli import run_command
from grader.cli.language import spoken
from grader.cli.parser import CommandParser
from grader.cli.receipt_files import (
    read_bytes,
    read_receipt,
    read_reveal,
    read_root,
    read_seal,
)
from grader.cli.receipt_options import EPILOG, add_options
from grader.cli.say import say
from grader.errors import UsageError
from grader.model import Submission
from grader.receipts.findings import Finding, State, not_checked, told
from grader.receipts.own_run import handed_in, hashes_of, replaying
from grader.receipts.receipt import IssuedReceipt, Receipt
from grader.receipts.reveal import Reveal
from grader.receipts.signature import can_sign, signer_of
from grader.receipts.verification import Evidence, Replaying, ReplayingOwn, verify
from grader.text.columns import fill


def main(arguments: Sequence[str], seal: str) -> int:
    """Run the command of a kit, which may have a seal inside."""
    command = "python3 check.pyz verify"
    parser = CommandParser(
        prog="check.pyz verify",
        description="Verify your receipt.",
        epilog=EPILOG.format(command=command, more="  The seal may be\nin check.pyz already."),
    )
    add_options(parser)
    options = parser.parse_args(arguments)
    options.seal = options.seal or seal
    return run_command(lambda: verify_receipt(options))


def verify_receipt(
    options: argparse.Namespace,
    replay_sealed: Callable[[Submission], Replaying] | None = None,
    replay_own: Callable[[Receipt, Reveal], ReplayingOwn | None] = lambda receipt, reveal: None,
) -> int:
    """Verify one receipt, print the findings and return the status.

    ``replay_sealed`` grades with all that is in the suite, also its program: it is used only where
    the suite's seal is known from before.  ``replay_own`` returns what grades with a student's own
    numbers, where that can be done.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    issued, reveal = read_receipt(options.receipt), read_reveal(options.reveal)
    submission = handed_in(options.file, options.derivation)
    evidence = _evidence(options, issued, reveal, submission)
    is_sealed = evidence.seal == reveal.opening.commitment and reveal.is_what_was_sealed
    replay = replay_sealed if replay_sealed and is_sealed else replaying
    own = replay_own(issued.receipt, reveal)
    findings = [*verify(evidence, replay(submission), own), *_signature(options)]
    say(_json(findings) if options.json else _text(findings))
    return int(any(one.state is State.DIFFERS for one in findings))


def _evidence(
    options: argparse.Namespace, issued: IssuedReceipt, reveal: Reveal, submission: Submission
) -> Evidence:
    return Evidence(
        issued=issued,
        reveal=reveal,
        submission=hashes_of(submission),
        seal=read_seal(options.seal) if options.seal else "",
        root=read_root(options.root) if options.root else None,
        student=options.student or "",
    )


def _signature(options: argparse.Namespace) -> Iterator[Finding]:
    if not options.signers:
        yield not_checked("signature", "name the keys that sign the root: --root, --signers")
        return
    if not options.root:
        raise UsageError("--signers needs --root: a signature is of the published root")
    if not can_sign():
        yield not_checked("signature", "this machine has no ssh-keygen")
        return
    signature = options.signature or Path(f"{options.root}.sig")
    for path in (signature, options.signers):
        read_bytes(path)
    who = signer_of(read_bytes(options.root), signature, options.signers)
    yield told(
        "signature",
        f"the root is signed by {who}",
        "the root is not signed by a key that counts",
        is_so=bool(who),
    )


def _text(findings: Sequence[Finding]) -> str:
    lines = [_line(one) for one in findings]
    counts = {state: sum(one.state is state for one in findings) for state in State}
    apart, left = counts[State.DIFFERS], counts[State.NOT_CHECKED]
    verdict = spoken(f"{apart} thing(s) differ." if apart else "All that was checked holds.")
    rest = spoken(f"{left} thing(s) were not checked.")
    return "\n".join([*lines, "", f"{verdict}  {rest}"])


def _line(finding: Finding) -> str:
    state = spoken(finding.state.value)
    return f"{fill(state, 11)}  {finding.about}: {spoken(finding.sentence)}"


def _json(findings: Sequence[Finding]) -> str:
    found = [{**dataclasses.asdict(one), "state": one.state.value.lower()} for one in findings]
    return json.dumps(found, ensure_ascii=False, indent=1)
