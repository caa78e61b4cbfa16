"""Texts of strangers are checked in a process that they may end, and nothing else ends with it."""

from __future__ import annotations

import contextlib

import pytest

from grader.derivation.process import DerivationChecker
from grader.errors import GraderError
from grader.model import WrittenDerivation
from tests.derivation.expectations import SQUARED_ERROR

SPECIFICATION = SQUARED_ERROR.read_text()
TEXT = rb"""$$\frac{\partial E}{\partial net_k} = (y_k - T_k) y_k (1 - y_k)$$"""


def written(content: bytes, name: str = "derivation.md") -> WrittenDerivation:
    return WrittenDerivation(name, content)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """One process for all tests, started where files are that are called like modules."""
    folder = tmp_path_factory.mktemp("handed_in")
    for name in ("typing", "json", "mpmath", "grader"):
        (folder / f"{name}.py").write_text("raise SystemExit(7)")
    with contextlib.closing(DerivationChecker()) as checker:
        with contextlib.chdir(folder):
            checker.start()
        yield checker


@pytest.fixture
def checker(started):
    return started


def test_what_is_found_comes_back_with_its_formulas(checker):
    found = checker.check(written(TEXT), SPECIFICATION)

    assert [line.verdict for line in found.lines] == ["start", "holds"]
    assert all(line.mathml.startswith("<math") for line in found.lines)
    assert {one.id: one.verdict for one in found.results}["grad_net"] == "right"


def test_no_file_of_a_student_is_a_module_of_the_process(checker):
    assert checker.check(written(TEXT), SPECIFICATION).lines_with("holds")


def test_a_slip_comes_back_with_its_proof(checker):
    found = checker.check(written(TEXT.replace(b"(1 - y_k)", b"")), SPECIFICATION)

    (slip,) = [line.slip for line in found.lines if line.slip]
    assert slip.before != slip.here
    assert "intervals" in slip.certainty
    assert found.results[0].breaks == (1,)


HOSTILE = {
    "deeply nested": b"$$" + b"{" * 20_000 + b"a = b$$",
    "deep fractions": b"$$a = " + rb"\frac{1}{" * 3_000 + b"x" + b"}" * 3_000 + b"$$",
    "endless macros": rb"\newcommand{\a}{\b\b}\newcommand{\b}{\a\a} $$\a = \b$$",
    "a macro of itself": rb"\def\x{\x\x} $$\x = 1$$",
    "a file of the system": rb"$$\input{/etc/passwd} = \include{secret}$$",
    "no text": bytes(range(256)) * 50,
    "a thousand equations": b"$a = b$\n" * 1_400,
    "one endless line": b"$$a" + b" = a + a" * 20_000 + b"$$",
    "script": rb"$$\text{<script>alert(1)</script>} = \href{javascript:x}{y}$$",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_breaks_nothing_and_the_next_one_is_checked(checker, content):
    found = checker.check(written(content), SPECIFICATION)

    assert not found.lines_with("breaks")
    assert not any("<script" in line.mathml or "href" in line.mathml for line in found.lines)
    assert checker.check(written(TEXT), SPECIFICATION).lines_with("holds")


def test_a_text_that_takes_too_long_is_given_up():
    with contextlib.closing(DerivationChecker(wall_seconds=0.0)) as impatient:
        assert "too long" in impatient.check(written(TEXT), SPECIFICATION).problem


def test_a_process_that_was_killed_is_replaced():
    with contextlib.closing(DerivationChecker()) as checker:
        checker.start().kill()

        assert checker.check(written(TEXT), SPECIFICATION).problem
        assert checker.check(written(TEXT), SPECIFICATION).lines_with("holds")


def test_what_could_not_be_read_is_not_checked():
    idle = DerivationChecker()

    found = idle.check(WrittenDerivation("a.md", unreadable="a.md is a link"), SPECIFICATION)

    assert found.problem == "a.md is a link"


def test_a_fault_of_the_checker_says_nothing_of_the_text(checker):
    with pytest.raises(GraderError, match="could not be checked"):
        checker.check(written(TEXT), "no: specification")
