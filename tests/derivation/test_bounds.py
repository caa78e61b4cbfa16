"""Hostile and damaged text: never an exception, bounded time, "?" with a reason."""

from __future__ import annotations

import json
import time

import pytest

from grader.derivation.checker import check_text
from grader.derivation.grammar.limits import DerivationLimits
from grader.derivation.judging.verdicts import LineVerdict
from tests.derivation.corruption import damaged
from tests.derivation.expectations import expectations, specification

SECONDS = 5
_LINE = r"$$\frac{\partial E}{\partial z_k} = %s$$"
HOSTILE = {
    "opening braces": _LINE % ("{" * 100_000),
    "pairs of braces": _LINE % ("{" * 100_000 + "y_k" + "}" * 100_000),
    "nested fractions": _LINE % (r"\frac{" * 10_000 + "1" + "}{2}" * 10_000),
    "open fractions": _LINE % (r"\frac{" * 10_000),
    "nested brackets": _LINE % (r"\left(" * 10_000 + "1" + r"\right)" * 10_000),
    "nested sums": _LINE % (r"\sum_l " * 1_000 + "y_l"),
    "nested calls": _LINE % (r"\exp" * 3_000 + " z_k"),
    "nested powers": _LINE % ("z_k^{" * 1_000 + "2" + "}" * 1_000),
    "signs": _LINE % ("-" * 5_000 + "y_k"),
    "primes": _LINE % ("h" + "'" * 5_000 + "(a)"),
    "one megabyte": _LINE % ("y_k + " * 170_000 + "y_k"),
    "empty formulas": "$$ $$ " * 60_000,
    "many sides": "$$" + "y_k = " * 20_000 + "y_k$$",
    "a macro of itself": r"\newcommand{\x}{\x\x}" + _LINE % r"\x",
    "doubling macros": "".join(
        rf"\newcommand{{\m{'a' * n}b}}{{\m{'a' * (n - 1)}b \m{'a' * (n - 1)}b}}" + "\n"
        for n in range(1, 60)
    )
    + _LINE % (r"\m" + "a" * 59 + "b"),
    "many macros": "".join(rf"\newcommand{{\q{n}}}{{y}}" for n in range(10_000)) + _LINE % "y_k",
    "files": _LINE % r"\input{/etc/passwd}" + r"\write18{rm -rf /}" + _LINE % r"\include{x}",
    "large numbers": _LINE % ("9" * 2_000) + _LINE % r"e^{e^{e^{e^{e^{9}}}}}",
    "large powers": _LINE % r"((((z_k^{16})^{16})^{16})^{16})^{16}",
    "many letters": _LINE % " ".join(f"y_{letter}" for letter in "abcdefghijklmnopqrstuvw"),
    "null bytes": _LINE % "y_k\x00 - t_k",
    "control": "\x1b[2J" + _LINE % "y_k",
}


READ = ("many macros", "control", "large powers")
"""What is harmless after all: the line is read and judged like any other."""


@pytest.fixture(scope="module")
def homework():
    return specification()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_not_understood_and_costs_little(name, homework):
    started = time.process_time()
    report = check_text(HOSTILE[name], "answer.md", homework)

    assert time.process_time() - started < SECONDS
    assert report.problem or report.unread or name in READ
    for one in report.unread:
        assert one.reason


@pytest.mark.parametrize("name", ["answer.md", "answer.tex", "answer.ipynb", "answer.Rmd"])
@pytest.mark.parametrize("text", ["", "\n", "$", "$$", "{}", "[]", "null", '{"cells": 3}', "\\"])
def test_a_document_of_nothing_is_no_exception(name, text, homework):
    assert not check_text(text, name, homework).breaks


def test_a_file_of_another_kind_is_refused_with_a_reason(homework):
    assert ".pdf" in check_text("", "answer.pdf", homework).problem


def test_a_spent_budget_leaves_lines_not_understood(homework):
    text = _LINE % "t_k - y_k"
    report = check_text(text, "answer.md", homework, DerivationLimits(evaluations=3))

    assert [one.verdict for one in report.chains[0].sides] == [
        LineVerdict.START,
        LineVerdict.UNKNOWN,
    ]
    assert "too many" in report.unread[0].reason


def test_the_same_document_gets_the_same_report(homework):
    text = _LINE % "t_k - y_k"
    first, second = (check_text(text, "answer.md", homework) for _ in range(2))

    assert first.breaks[0].proof == second.breaks[0].proof


def check_damaged(count: int, seed: int) -> None:
    for expected, text in damaged(expectations(), count, seed):
        started = time.process_time()
        report = check_text(text, expected.path.name, specification(expected.spec))
        assert time.process_time() - started < SECONDS
        assert all(one.proof for one in report.breaks)


def test_damaged_documents_are_no_exception():
    check_damaged(10, seed=0)


@pytest.mark.thorough
def test_many_damaged_documents_are_no_exception():
    check_damaged(80, seed=10_000)  # a thousand: python -m tests.benchmarks.derivation --damaged


def test_a_notebook_with_strange_cells_is_no_exception(homework):
    cells = [{"cell_type": "markdown", "source": 5}, {"cell_type": "markdown"}, {}, "x"]
    for cell in cells:
        check_text(json.dumps({"cells": [cell]}), "answer.ipynb", homework)
