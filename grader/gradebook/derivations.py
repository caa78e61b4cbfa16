"""Derivations in the gradebook: what was found, to and from bytes, and by what it is known.

What is found in a text depends on the text and the specification alone, so it is kept once for all
who hand in the same.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import zlib
from typing import Any

from grader.errors import GraderError
from grader.model import (
    CheckedDerivation,
    DerivationGrade,
    DerivationLine,
    DerivationResult,
    DerivationTask,
    Slip,
    WrittenDerivation,
)


def content_key(written: WrittenDerivation, task: DerivationTask) -> str:
    """Return the digest of all that decides what is found in a derivation."""
    suffix = os.path.splitext(written.filename)[1].lower()  # noqa: PTH122 - the name is no path
    found = hashlib.sha256(task.specification.encode())
    for part in (suffix.encode("utf-8", "replace"), written.unreadable.encode("utf-8", "replace")):
        found.update(b"\0" + part)
    found.update(b"\0" + written.content)
    return found.hexdigest()


def packed(found: CheckedDerivation) -> bytes:
    """Return what was found as bytes."""
    return zlib.compress(json.dumps(fields_of(found), separators=(",", ":")).encode(), 1)


def unpacked(data: bytes) -> CheckedDerivation:
    """Return what ``packed`` made these bytes of.  Raises GraderError."""
    try:
        return of_fields(json.loads(zlib.decompress(data)))
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise GraderError(f"a derivation that was kept cannot be read: {error}") from error


def fields_of(found: CheckedDerivation) -> list[Any]:
    """Return what was found as lists, which JSON knows and which are quick to read."""
    chains = [[dataclasses.astuple(line) for line in chain] for chain in found.chains]
    results = [dataclasses.astuple(result) for result in found.results]
    return [chains, results, list(found.reading), found.guarded, found.problem]


def of_fields(fields: list[Any]) -> CheckedDerivation:
    """Return what ``fields_of`` made these lists of."""
    chains, results, reading, guarded, problem = fields
    return CheckedDerivation(
        tuple(tuple(map(_line, chain)) for chain in chains),
        tuple(DerivationResult(*[*first, tuple(breaks)]) for *first, breaks in results),
        tuple(reading),
        guarded,
        problem,
    )


def grade_fields(grade: DerivationGrade | None) -> list[Any] | None:
    """Return the grade as lists, without the formulas, which only a page shows."""
    if grade is None:
        return None
    found = fields_of(grade.found.without_formulas())
    return [grade.filename, found, grade.earned, grade.points]


def grade_of_fields(fields: list[Any] | None) -> DerivationGrade | None:
    """Return what ``grade_fields`` made these lists of."""
    if fields is None:
        return None
    filename, found, earned, points = fields
    return DerivationGrade(filename, of_fields(found), earned, points)


def _line(fields: list[Any]) -> DerivationLine:
    *first, slip = fields
    return DerivationLine(*[*first, Slip(*slip) if slip else None])
