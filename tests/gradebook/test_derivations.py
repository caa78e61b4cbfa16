"""What is kept of derivations comes back, and is found again by what it depends on."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import pytest

from grader.errors import GraderError
from grader.gradebook import Gradebook, Key, derivations, grades
from grader.model import (
    CheckedDerivation,
    Delivery,
    DerivationGrade,
    DerivationLine,
    DerivationResult,
    DerivationTask,
    Grade,
    Person,
    Slip,
    Submission,
    WrittenDerivation,
)

SLIP = Slip("Line 1", "1", "2", "k = 1", "certain", "a → b", "<math/>", "<math/>", "")
LINE = DerivationLine(2, 3, 0, "line 2", "breaks", r"\frac{a}{b}", True, "note", "<math/>", SLIP)
FOUND = CheckedDerivation(
    chains=((replace(LINE, verdict="start", slip=None), LINE),),
    results=(DerivationResult("dz", "dE/dz", "wrong", 3.0, 2, (2,)),),
    reading=("read so",),
    guarded=7,
)
TASK = DerivationTask("derivation.md", "graph: here")
TEXT = WrittenDerivation("derivation.md", b"$a = b$")


def test_what_was_found_comes_back():
    assert derivations.unpacked(derivations.packed(FOUND)) == FOUND


def test_a_grade_comes_back_without_the_formulas_of_its_page(squared_error_suite):
    grade = Grade("ada", (), derivation=DerivationGrade("derivation.md", FOUND, 3.5, 20.0))

    back = grades.unpacked(grades.packed(grade), "ada", squared_error_suite)

    assert back.derivation == replace(grade.derivation, found=FOUND.without_formulas())
    assert back.earned == 3.5


def test_a_grade_from_before_there_were_derivations_is_read(squared_error_suite):
    why, flags, questions, skipped, _ = json.loads(zlib.decompress(grades.packed(Grade("a", ()))))
    old = zlib.compress(json.dumps([why, flags, questions, skipped]).encode())

    assert grades.unpacked(old, "a", squared_error_suite).derivation is None


def test_bytes_that_are_damaged_are_a_fault_and_no_crash():
    with pytest.raises(GraderError):
        derivations.unpacked(b"nothing of this kind")


@pytest.mark.parametrize(
    "other",
    [
        (replace(TEXT, content=b"$a = c$"), TASK),
        (replace(TEXT, filename="derivation.tex"), TASK),
        (replace(TEXT, unreadable="too large"), TASK),
        (TEXT, replace(TASK, specification="graph: there")),
    ],
)
def test_another_text_or_specification_is_another_check(other):
    assert derivations.content_key(TEXT, TASK) != derivations.content_key(*other)


def test_the_name_of_a_file_and_its_points_are_no_part_of_a_check():
    renamed, marked = replace(TEXT, filename="mine.md"), replace(TASK, points=20.0)

    assert derivations.content_key(TEXT, TASK) == derivations.content_key(renamed, marked)


def test_a_derivation_is_kept_with_its_attempt(tmp_path):
    book, key = Gradebook(tmp_path / "book.sqlite", "homework"), Key("p", "s", "1")
    delivery = Delivery(Person("ada"))
    alone = Submission("ada", "", b"", derivation=TEXT)
    try:
        assert book.receive(delivery, alone)
        assert not book.receive(delivery, alone)
        assert book.receive(delivery, replace(alone, derivation=replace(TEXT, content=b"new")))
        (attempt,) = book.attempts()
        assert (attempt.number, attempt.has_code) == (2, False)
        assert book.submission(attempt).derivation.content == b"new"
        book.save_checked("x", b"found", key)
        assert book.checked("x", key) == b"found"
        assert book.checked("x", replace(key, grader="2")) is None
        book.forget_runs()
        assert book.checked("x", key) is None
    finally:
        book.close()
