"""A receipt: what one student's grade consists of, and where it stands below the published root."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.errors import GraderError, UsageError
from grader.receipts.canonical import canonical, parse
from grader.receipts.commitment import read_as
from grader.receipts.decimals import decimal_of
from grader.receipts.tree import hash_tree, leads_to, leaf_hash
from grader.suite.json_codec import plain

VERSION = 1


@dataclass(frozen=True)
class CaseVerdict:
    """What one case came to; ``case`` is a hash, because names of hidden cases tell something."""

    check: str
    case: str
    verdict: str


@dataclass(frozen=True)
class CheckPoints:
    """The points of one check."""

    check: str
    earned: str
    of: str


@dataclass(frozen=True)
class GivenPoints:
    """The points that a person gave to a question in place of the grader's, and why."""

    points: str
    why: str


@dataclass(frozen=True)
class QuestionPoints:
    """The points of one question."""

    question: str
    checks: tuple[CheckPoints, ...]
    override: GivenPoints | None = None

    @property
    def counted(self) -> Decimal:
        """The points that count.  Raise ValueError where they are no decimals."""
        if self.override:
            return decimal_of(self.override.points)
        return sum((decimal_of(check.earned) for check in self.checks), Decimal())


@dataclass(frozen=True)
class LateDays:
    """How late it was handed in, what that costs, and the two times that say so."""

    days: int
    percent: str
    submitted: str
    due: str


@dataclass(frozen=True)
class Receipt:
    """One student's grade.

    ``points`` is None where there is no grade, and ``ungraded`` says why.  ``submission`` has the
    SHA-256 of what was graded.  The ``salt`` hides it: who sees the hash of a receipt as a
    neighbour's path cannot try ids and points.
    """

    v: int
    seal: str
    student: str
    variant: str
    submission: Mapping[str, str]
    verdicts: tuple[CaseVerdict, ...]
    questions: tuple[QuestionPoints, ...]
    late: LateDays | None
    points: str | None
    of: str
    ungraded: str
    made_by: Mapping[str, str]
    salt: str

    @property
    def leaf(self) -> bytes:
        """The hash of the receipt in the tree."""
        return leaf_hash(canonical(plain(self)))

    @property
    def is_of_nothing(self) -> bool:
        """Whether nothing was graded; a person may have given points all the same."""
        return not self.verdicts and (self.points is None or bool(self.ungraded))

    @property
    def total(self) -> Decimal:
        """The points that its parts come to.  Raise ValueError where they are no decimals."""
        before = sum((one.counted for one in self.questions), Decimal())
        percent = decimal_of(self.late.percent) if self.late else Decimal()
        return before * (100 - percent) / 100


@dataclass(frozen=True)
class Root:
    """What is published for a class, once for each marking.

    ``replaces`` is the root of an earlier marking of the class, and ``reason`` why there is
    another one.
    """

    v: int
    seal: str
    assignment: str
    count: int
    root: str
    replaces: str
    reason: str

    def to_json(self) -> bytes:
        """Return the file that is published and signed."""
        return canonical(plain(self)) + b"\n"

    @classmethod
    def from_json(cls, content: bytes, place: str) -> Root:
        """Read what ``to_json`` wrote.  Raise UsageError that names ``place``."""
        root: Root = read_as(cls, parse(content, place), place)
        return root


@dataclass(frozen=True)
class IssuedReceipt:
    """A receipt with its place in the tree: the file that a student gets."""

    v: int
    receipt: Receipt
    index: int
    path: tuple[str, ...]
    root: Root

    @property
    def leads_to_root(self) -> bool:
        """Whether the path leads from the receipt to the root."""
        try:
            path = [_hash(one) for one in self.path]
            root = _hash(self.root.root)
        except ValueError:
            return False
        return leads_to(root, self.receipt.leaf, self.index, self.root.count, path)

    def to_json(self) -> bytes:
        """Return the receipt as a file."""
        return canonical(plain(self)) + b"\n"

    @classmethod
    def from_json(cls, content: bytes, place: str) -> IssuedReceipt:
        """Read what ``to_json`` wrote.  Raise UsageError that names ``place``."""
        issued: IssuedReceipt = read_as(cls, parse(content, place), place)
        if issued.receipt.v != VERSION or issued.root.v != VERSION:
            raise UsageError(f"{place} is not what it should be: a version is not known")
        return issued


def issue(
    receipts: Iterable[Receipt], assignment: str, seal: str, *, replaces: str = "", reason: str = ""
) -> tuple[Root, tuple[IssuedReceipt, ...]]:
    """Return the root of a class, and the receipts with their paths.

    Parameters
    ----------
    receipts
        One for each student.
    assignment
        The assignment's name.
    seal
        The commitment.
    replaces, reason
        The root of an earlier marking, and why there is another one.

    Raises
    ------
    GraderError
        Two receipts are the same, or of the same student.
    """
    # In the order of their hashes: a place in the class list tells nothing.
    ordered = sorted(receipts, key=lambda one: one.leaf)
    _require_different(ordered)
    tree = hash_tree([one.leaf for one in ordered])
    root = Root(VERSION, seal, assignment, len(ordered), tree.root.hex(), replaces, reason)
    issued = (
        IssuedReceipt(VERSION, receipt, index, tuple(one.hex() for one in path), root)
        for index, (receipt, path) in enumerate(zip(ordered, tree.paths, strict=True))
    )
    return root, tuple(issued)


def case_hash(salt: str, case: str) -> str:
    """Return what stands for a case in the receipt with this salt."""
    return hashlib.sha256(canonical(["grader/case/1", salt, case])).hexdigest()[:16]


def _require_different(receipts: Sequence[Receipt]) -> None:
    students = {unicodedata.normalize("NFC", one.student) for one in receipts}
    if len(students) < len(receipts):
        raise GraderError("two students have the same id, written in two ways; rename one of them")


def _hash(text: str) -> bytes:
    """Return the bytes of a SHA-256 in hex.  Raise ValueError where it is none."""
    if len(text) != 64 or text != text.lower():
        raise ValueError("no SHA-256")
    return bytes.fromhex(text)


def submission_hashes(code: bytes | None, derivation: bytes | None) -> dict[str, str]:
    """Return the SHA-256 of what was handed in: of the code, and of the written derivation."""
    found = {"code": code, "derivation": derivation}
    return {
        name: hashlib.sha256(content).hexdigest()
        for name, content in found.items()
        if content is not None
    }
