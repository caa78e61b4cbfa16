"""Verify a receipt: from the seal over the suite and the submission to the points and the root.

Everything that is read here was sent by somebody, and may have been changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from grader.errors import AssignmentError
from grader.model import DERIVATION, Suite
from grader.receipts.commitment import in_groups, same_student
from grader.receipts.decimals import decimal_of, same
from grader.receipts.findings import Finding, differs, not_checked, told
from grader.receipts.receipt import IssuedReceipt, Receipt, Root
from grader.receipts.replay import Comparison, Replay, lateness
from grader.receipts.reveal import Reveal
from grader.suite.file import loads
from grader.suite.own_numbers import variant
from grader.text.clean import one_line

Replaying = Callable[[Suite], Replay]
"""Grades the submission again, with the sealed suite."""

ReplayingOwn = Callable[[], tuple[Suite, Replay]]
"""Draws the student's own suite from the sealed key, and grades the submission again with it."""


@dataclass(frozen=True)
class Evidence:
    """What a receipt is verified against.

    Parameters
    ----------
    issued
        The receipt.
    reveal
        What was published after the deadline.
    submission
        The SHA-256 of one's own files.
    seal
        The commitment as it was published before the task went out; empty if it is not known.
    root
        The published root; None if it is not known.
    student
        One's own id; empty if it is not to be compared.
    """

    issued: IssuedReceipt
    reveal: Reveal
    submission: Mapping[str, str]
    seal: str = ""
    root: Root | None = None
    student: str = ""

    @property
    def receipt(self) -> Receipt:
        """The receipt without its path."""
        return self.issued.receipt

    @property
    def is_own_submission(self) -> bool:
        """Whether the receipt is of these files."""
        return dict(self.receipt.submission) == dict(self.submission)


def verify(
    evidence: Evidence, replay: Replaying, replay_own: ReplayingOwn | None = None
) -> tuple[Finding, ...]:
    """Return what was found, in the order of the steps.

    Parameters
    ----------
    evidence
        The receipt and all that is published.
    replay
        Grades again; it is called only with the sealed suite, for the graded submission.
    replay_own
        Does so where students have their own numbers; None where nothing here can draw them.
    """
    return (
        *_seal(evidence),
        *_revealed(evidence),
        *_whose(evidence),
        *_root(evidence),
        *_sum(evidence.receipt),
        *_own_numbers(evidence),
        *_replayed(evidence, replay, replay_own),
    )


def _seal(evidence: Evidence) -> Iterator[Finding]:
    commitment = evidence.reveal.opening.commitment
    yield told(
        "seal",
        "the receipt names the seal of what was revealed",
        "what was revealed is not what the receipt's seal commits to",
        is_so=evidence.receipt.seal == evidence.issued.root.seal == commitment,
    )
    shown = in_groups(commitment)
    if not evidence.seal:
        yield not_checked("seal", f"compare this with the seal on your task sheet: {shown}")
        return
    yield told(
        "seal",
        f"it is the seal that was published before: {shown}",
        f"what was revealed has the seal {shown}; before, {in_groups(evidence.seal)} was published",
        is_so=evidence.seal == commitment,
    )


def _revealed(evidence: Evidence) -> Iterator[Finding]:
    yield told(
        "revealed",
        "the suite or the key is the one that was sealed",
        "the suite or the key is not the one that was sealed",
        is_so=evidence.reveal.is_what_was_sealed,
    )


def _whose(evidence: Evidence) -> Iterator[Finding]:
    receipt = evidence.receipt
    shown = one_line(receipt.student)
    if evidence.student:
        yield told(
            "student",
            f"the receipt is that of {shown}",
            f"the receipt is that of {shown}, not of {one_line(evidence.student)}",
            is_so=same_student(receipt.student, evidence.student),
        )
    else:
        yield not_checked("student", f"the receipt is that of {shown}: is this you?")
    others = "your files are not those that were graded: their SHA-256 is another"
    none = f"no file was graded, and you name one: {one_line(receipt.ungraded)}"
    yield told(
        "submission",
        "your files are those that were graded",
        others if receipt.submission else none,
        is_so=evidence.is_own_submission,
    )


def _root(evidence: Evidence) -> Iterator[Finding]:
    issued, published = evidence.issued, evidence.root
    yield told(
        "path",
        f"its path leads to the root of {issued.root.count} receipts",
        "its path does not lead to the root: the receipt was changed, or is of another class",
        is_so=issued.leads_to_root,
    )
    if issued.root.replaces:
        why = one_line(issued.root.reason)
        yield not_checked("root", f"it is of a new marking, which replaces an earlier one: {why}")
    if published is None:
        shown = in_groups(issued.root.root)
        yield not_checked("root", f"compare this root with the published one (--root): {shown}")
        return
    yield told(
        "root",
        "this root is the published one",
        "this root is not the published one; after a new marking there is a new receipt, too",
        is_so=published == issued.root,
    )


def _sum(receipt: Receipt) -> Iterator[Finding]:
    """Yield whether the points are the sum of the parts, and what people decided."""
    for question in receipt.questions:
        if question.override:
            by_hand = f"{one_line(question.question)}: {one_line(question.override.points)} points"
            why = one_line(question.override.why)
            yield not_checked("override", f"{by_hand} were given by a person: {why}")
    if receipt.points is None:
        yield not_checked("sum", f"there is no grade: {one_line(receipt.ungraded)}")
        return
    try:
        stated, total = decimal_of(receipt.points), receipt.total
    except ValueError as error:
        yield differs("sum", f"the points are no decimals: {error}")
        return
    yield _told_sum(stated, total)


def _told_sum(stated: Decimal, total: Decimal) -> Finding:
    return told(
        "sum",
        f"{stated} points are the sum of the parts",
        f"the receipt says {stated} points, and its parts are {total:f}",
        is_so=same(stated, total),
    )


def _replayed(
    evidence: Evidence, replay: Replaying, replay_own: ReplayingOwn | None
) -> Iterator[Finding]:
    if not (evidence.reveal.is_what_was_sealed and evidence.is_own_submission):
        yield not_checked("verdicts", "nothing is run: these are not the sealed suite and files")
    elif not evidence.reveal.key:
        yield from _with_sealed_suite(evidence, replay)
    elif evidence.receipt.is_of_nothing:
        yield from _of_nothing(evidence.receipt)
    elif replay_own:
        yield from _compared(evidence.receipt, *replay_own())
    else:
        yield not_checked(
            "verdicts",
            "cannot be replayed: the assignment's own program draws each student's hidden numbers,"
            " and it is not in what was revealed; with it: grader verify-receipt --assignment",
        )


def _with_sealed_suite(evidence: Evidence, replay: Replaying) -> Iterator[Finding]:
    try:
        suite = loads(evidence.reveal.suite.decode("utf-8"), "the revealed suite")
    except (UnicodeDecodeError, AssignmentError) as error:
        yield differs("verdicts", f"what was sealed is no suite: {one_line(str(error))}")
        return
    if evidence.receipt.is_of_nothing:
        yield from _of_nothing(evidence.receipt)
        yield from lateness(evidence.receipt, suite)
    else:
        yield from _compared(evidence.receipt, suite, replay(suite))


def _of_nothing(receipt: Receipt) -> Iterator[Finding]:
    yield not_checked("verdicts", "nothing is run, as nothing was graded")
    if any(one.checks for one in receipt.questions if one.question != DERIVATION):
        yield differs("points", "nothing was graded, and checks have points all the same")


def _compared(receipt: Receipt, suite: Suite, replayed: Replay) -> Iterator[Finding]:
    if replayed.grade.ungraded:
        yield not_checked("verdicts", one_line(f"it cannot be run here: {replayed.grade.ungraded}"))
        return
    compared = Comparison(suite, receipt, replayed)
    try:
        yield from compared.verdicts()
        yield from compared.points()
    except ValueError as error:
        yield differs("points", f"the points are no decimals: {error}")


def _own_numbers(evidence: Evidence) -> Iterator[Finding]:
    """Yield whether the student's numbers were drawn from the sealed key, where there is one."""
    key, receipt = evidence.reveal.key.strip(), evidence.receipt
    if key and receipt.points is not None:
        assignment = evidence.reveal.opening.assignment
        yield told(
            "numbers",
            f"your hidden numbers, {one_line(receipt.variant)}, were drawn from the sealed key",
            "the receipt's hidden numbers were not drawn from the sealed key for this student",
            is_so=receipt.variant == variant(key, assignment, receipt.student),
        )
