"""The seed of a student's own hidden inputs, and the name of them, from the instructor's key."""

from __future__ import annotations

import hashlib
import hmac
import json


def student_seed(key: bytes, assignment: str, student: str, draw: int = 0) -> int:
    """Return the seed of a student's hidden inputs; without the key nobody can compute it."""
    return int.from_bytes(_digest(key, "seed", assignment, student, draw)[:16])


def variant(key: bytes, assignment: str, student: str) -> str:
    """Return the name of a student's hidden inputs: six digits that do not reveal the seed."""
    return _digest(key, "variant", assignment, student).hex()[:6]


def _digest(key: bytes, *what: str | int) -> bytes:
    return hmac.digest(key, json.dumps(what).encode(), hashlib.sha256)
