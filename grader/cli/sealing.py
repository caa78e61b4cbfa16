"""Seal an assignment, issue receipts and reveal what was sealed."""

from __future__ import annotations

import argparse
import functools
import secrets
from collections.abc import Callable
from pathlib import Path

from grader import __version__
from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.per_student import PerStudentSuites, read_key
from grader.cli.progress import Notes, explaining_no_sandbox
from grader.cli.receipt_check import verify_receipt
from grader.cli.receipt_files import read_bytes, read_opening, read_root
from grader.cli.say import announce, say
from grader.errors import UsageError
from grader.files import OWNER_ONLY, write_atomically
from grader.model import Submission, Suite
from grader.receipts.commitment import Opening, file_hashes, in_groups, opening_of
from grader.receipts.make import receipts_of
from grader.receipts.own_run import replaying, versions_here
from grader.receipts.receipt import Receipt, issue
from grader.receipts.replay import Replay
from grader.receipts.reveal import Reveal
from grader.receipts.signature import signature_of
from grader.receipts.verification import ReplayingOwn
from grader.results.one import grade_one, grade_task
from grader.results.update import opened, own_task
from grader.suite.file import digest, load
from grader.suite.own_numbers import variant
from grader.text.clean import file_name

_ROOT = "root.json"
_ANY_SEED = 0


def seal(options: argparse.Namespace) -> int:
    """Write the opening, and print the commitment."""
    if options.output.exists():
        raise UsageError(
            f"{options.output} is there already: an opening that is lost verifies nothing any more"
        )
    opening = _opening(options)
    write_atomically(options.output, [opening.to_json()], mode=OWNER_ONLY)
    say(in_groups(opening.commitment))
    return 0


def receipts(options: argparse.Namespace) -> int:
    """Write a receipt for each student, and the root with its signature."""
    output: Path = options.output
    if (output / _ROOT).exists():
        raise UsageError(f"{output} has receipts already; a new marking takes a new folder")
    replaced = _replaced(options)
    opening = read_opening(options.seal)
    with opened(options.folder, listener=Notes()) as record:
        made = receipts_of(record, opening, functools.partial(secrets.token_hex, 16))
        root, issued = issue(
            made,
            opening.assignment,
            opening.commitment,
            replaces=replaced,
            reason=options.reason,
        )
    content = root.to_json()
    signature = signature_of(content, options.sign) if options.sign else b""
    for one in issued:
        path = output / f"{file_name(one.receipt.student)}.receipt.json"
        write_atomically(path, [one.to_json()], mode=OWNER_ONLY)
    if signature:
        write_atomically(output / f"{_ROOT}.sig", [signature])
    write_atomically(output / _ROOT, [content])
    announce(f"{output}: {root.count} receipts; publish {output / _ROOT}: {in_groups(root.root)}")
    return 0


def reveal(options: argparse.Namespace) -> int:
    """Write what is published after the deadline."""
    suite = read_bytes(options.suite) if options.suite else b""
    key = read_key(options.key) if options.key else b""
    revealed = Reveal(read_opening(options.seal), suite, key)
    if not revealed.is_what_was_sealed:
        raise UsageError(f"{options.suite or options.key} is not what was sealed")
    write_atomically(options.output, [revealed.to_zip()])
    announce(f"{options.output}: publish it after the last deadline")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Verify a receipt; also what follows from earlier answers, where the seal is known."""
    wholly = functools.partial(_replaying_wholly, options.file)
    own = functools.partial(_replaying_own, options)
    with explaining_no_sandbox():
        return verify_receipt(options, wholly, own)


def _opening(options: argparse.Namespace) -> Opening:
    assignment = load_assignment(options.folder)
    name, nonce = assignment.outline.assignment, secrets.token_bytes(32)
    about = functools.partial(opening_of, options.folder, name, grader=__version__, nonce=nonce)
    if options.key:
        key = read_key(options.key)
        return about(key=key, numbers=variant(key, name, ""))
    suite = load(options.suite)
    if suite.source != assignment.outline.source:
        raise UsageError(f"{options.suite} was not built from {options.folder}; build it again")
    return about(suite=digest(suite))


def _replaced(options: argparse.Namespace) -> str:
    """Return the root that a new marking replaces, or an empty text."""
    if bool(options.replaces) != bool(options.reason.strip()):
        raise UsageError("--replaces and --reason go together: students read why")
    return read_root(options.replaces).root if options.replaces else ""


def _replaying_wholly(path: Path | None, submission: Submission) -> Callable[[Suite], Replay]:
    """Return what grades as a class is graded, also with the suite's right formulas."""
    if path is None or submission.derivation:
        return replaying(submission)

    def replay(suite: Suite) -> Replay:
        return Replay(grade_one(path, suite).grade, is_complete=True, made_by=versions_here())

    return replay


def _replaying_own(
    options: argparse.Namespace, receipt: Receipt, reveal: Reveal
) -> ReplayingOwn | None:
    """Return what draws a student's own suite and grades with it, where the assignment is named."""
    folder, path = options.assignment, options.file
    if folder is None or path is None:
        return None
    if file_hashes(folder) != reveal.opening.files:
        raise UsageError(f"{folder} is not the assignment that was sealed: its files are others")

    def replay() -> tuple[Suite, Replay]:
        assignment = load_assignment(folder)
        # The numbers come from the key alone; the shared suite's own are not asked.
        suites = PerStudentSuites(assignment, build(assignment, _ANY_SEED), reveal.key.strip())
        task = own_task(suites, receipt.student)
        grade = grade_task(path, task, student=receipt.student).grade
        return task.suite, Replay(grade, is_complete=True, made_by=versions_here())

    return replay
