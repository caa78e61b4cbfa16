"""What is committed to before a task goes out, and the commitment.

The opening stays secret with the suite; the commitment is printed everywhere.  It binds the
instructor, and tells nobody anything: the nonce keeps guesses from being tried.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.files import assignment_files
from grader.receipts.canonical import canonical, parse
from grader.suite.json_codec import plain, typed

_VERSION = 1
_KEY = b"grader/key/1\0"
_SEAL = b"grader/seal/1\0"
STUDENT_IDS = "as graded; compared in Unicode's form NFC"


@dataclass(frozen=True)
class Opening:
    """What a seal commits to.

    Parameters
    ----------
    v
        The version of this format.
    assignment
        The assignment's name.
    files
        The SHA-256 of each YAML and Python file of its folder: points, tolerances, mistakes.
    suite
        The SHA-256 of the suite's file; empty where students have their own numbers.
    key
        The hash of the key of these numbers, or empty.
    numbers
        The name of these numbers for the whole class, or empty.
    students
        What counts as the same student id.
    grader
        The version of the grader.
    nonce
        32 random bytes in hex.
    """

    v: int
    assignment: str
    files: Mapping[str, str]
    suite: str
    key: str
    numbers: str
    students: str
    grader: str
    nonce: str

    @cached_property
    def commitment(self) -> str:
        """The SHA-256 that is published, in hex."""
        return hashlib.sha256(_SEAL + canonical(plain(self))).hexdigest()

    def to_json(self) -> bytes:
        """Return the opening as a file."""
        return canonical(plain(self)) + b"\n"

    @classmethod
    def from_json(cls, content: bytes, place: str) -> Opening:
        """Read what ``to_json`` wrote.  Raise UsageError that names ``place``."""
        opening: Opening = read_as(cls, parse(content, place), place)
        return opening


def read_as(kind: Any, document: Any, place: str) -> Any:
    """Return a document as a type with a version ``v``.  Raise UsageError that names ``place``."""
    try:
        found = typed(kind, document)
        if found.v != _VERSION:
            raise ValueError(f"version {found.v} is not known")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        reason = str(error) if isinstance(error, ValueError) else "an entry is missing or damaged"
        raise UsageError(f"{place} is not what it should be: {reason:.120}") from error
    return found


def opening_of(
    folder: Path,
    assignment: str,
    *,
    suite: str = "",
    key: bytes = b"",
    numbers: str = "",
    grader: str,
    nonce: bytes,
) -> Opening:
    """Return what is to be sealed.

    Parameters
    ----------
    folder
        The assignment's folder.
    assignment
        Its name.
    suite
        The SHA-256 of the suite.
    key, numbers
        The key of the students' own numbers, and their name.
    grader
        The version of the grader.
    nonce
        At least 32 random bytes.
    """
    if len(nonce) < 32:
        raise ValueError("a nonce has at least 32 bytes")
    hidden = key_hash(key) if key else ""
    files = file_hashes(folder)
    return Opening(
        _VERSION, assignment, files, suite, hidden, numbers, STUDENT_IDS, grader, nonce.hex()
    )


def key_hash(key: bytes) -> str:
    """Return the hash of a key; blanks and line ends around it are no part of it."""
    return hashlib.sha256(_KEY + key.strip()).hexdigest()


def same_student(one: str, other: str) -> bool:
    """Return whether two ids are the same student, by the rule that is sealed."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def in_groups(commitment: str) -> str:
    """Return 64 hex digits as 8 groups of 8, which people can compare."""
    return " ".join(commitment[at : at + 8] for at in range(0, len(commitment), 8))


def commitment_in(text: str) -> str:
    """Return the commitment that somebody wrote.  Raise UsageError where there is none."""
    digits = re.sub(r"\s", "", text).lower()
    if not re.fullmatch("[0-9a-f]{64}", digits):
        raise UsageError("a seal is 64 hexadecimal digits, as the task sheet shows them")
    return digits


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each YAML and Python file of an assignment, by its path."""
    files = assignment_files(folder)
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
