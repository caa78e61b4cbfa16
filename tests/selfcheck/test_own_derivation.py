"""A check on one's own machine reads the derivation, too: beside the code, or alone."""

from __future__ import annotations

import json
import sys

import pytest

from grader.cli import main
from grader.kit.archive import modules
from grader.suite.file import dumps, public
from tests.results.test_derivations import CODE, SLIP, TEXT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="code is run in a sandbox")


@pytest.fixture(scope="module")
def suite(squared_error_suite, tmp_path_factory):
    path = tmp_path_factory.mktemp("public") / "public.json"
    path.write_text(dumps(public(squared_error_suite)))
    return path


@pytest.fixture
def check(suite, tmp_path, capsys, monkeypatch):
    """Check what is in a folder of one's own; the status, and what is said."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments, **files):
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(content)
        status = main(["check", *arguments, "--suite", str(suite), "--seed", "1"])
        return status, capsys.readouterr().out

    return check


def test_both_are_right_and_there_is_nothing_to_fix(check):
    status, said = check(network_py=CODE, derivation_md=TEXT)

    assert status == 0
    assert "They agree: both are right." in said


def test_a_line_that_breaks_is_something_to_fix_and_its_repair_is_a_hint(check):
    status, said = check("--json", network_py=CODE, derivation_md=SLIP)
    found = json.loads(said)

    (broken,) = [
        side
        for chain in found["derivation"]["chains"]
        for side in chain["sides"]
        if side["verdict"] == "breaks"
    ]
    assert (status, found["verdict"]) == (1, "something to fix")
    assert found["earned"] == pytest.approx(80 + found["derivation"]["earned"])
    assert "o_j" in broken["slip"]["repair"]


def test_a_derivation_alone_is_checked(check):
    status, said = check("derivation.md", derivation_md=TEXT)

    assert status == 0
    assert "Your text is right. There is no code to compare." in said
    assert "not run" not in said


def test_code_alone_is_checked_as_before(check):
    status, said = check(network_py=CODE)

    assert status == 0
    assert "derivation" not in said.lower().replace("your derivation holds", "")


def test_the_kit_has_what_checks_a_derivation_and_not_what_verifies_one():
    needed = set(modules())

    assert {"grader.derivation.child", "grader.derivation.checker"} <= needed
    assert not {"grader.derivation.verify", "grader.derivation.slips.mutation"} & needed
