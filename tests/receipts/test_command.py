"""The commands, from the seal to a student's own machine."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.cli import main
from grader.receipts.commitment import commitment_in
from grader.receipts.signature import can_sign
from grader.suite.file import save
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
RIGHT = (LOGISTIC / "variants" / "loops.py").read_text()
WRONG = RIGHT.replace("_one(a) - b for", "b - _one(a) for")


@pytest.fixture(scope="module")
def course(tmp_path_factory, logistic_suite):
    """Return the files of a class of two that was sealed, graded and revealed."""
    folder = tmp_path_factory.mktemp("course")
    at = {name: folder / name for name in ("results", "receipts", "seal.json", "reveal.zip")}
    save(logistic_suite, folder / "suite.json")
    (folder / "submissions").mkdir()
    for student, text in (("right", RIGHT), ("wrong", WRONG)):
        (folder / "submissions" / f"{student}.py").write_text(text)
    suite = ["--suite", str(folder / "suite.json")]
    graded = ["-o", str(at["results"]), "--workers", "1", "--quiet"]
    seal = str(at["seal.json"])
    for command in (
        ["seal", str(LOGISTIC), *suite, "-o", seal],
        ["grade", str(folder / "submissions"), *suite, *graded],
        ["receipts", str(at["results"]), "--seal", seal, "-o", str(at["receipts"])],
        ["reveal", seal, *suite, "-o", str(at["reveal.zip"])],
    ):
        assert main(command) == 0
    return SimpleNamespace(folder=folder, suite=suite, seal=at["seal.json"], **at)


@pytest.fixture
def verified(course, capsys):
    """Return a function that verifies a receipt, and returns the status and the findings."""

    def verify(student: str, file: str, *more: str, receipt: Path | None = None):
        path = receipt or course.receipts / f"{student}.receipt.json"
        own = course.folder / "submissions" / file
        command = ["verify-receipt", str(path), str(course.folder / "reveal.zip"), str(own)]
        status = main([*command, "--json", *more])
        found = json.loads(capsys.readouterr().out)
        return status, {state: about_of(found, state) for state in ("differs", "not checked")}

    return verify


def about_of(found, state: str) -> list[str]:
    return [one["about"] for one in found if one["state"] == state]


def test_the_opening_is_for_its_owner_alone_and_stays(course, capsys):
    assert stat.S_IMODE(course.seal.stat().st_mode) == 0o600

    assert main(["seal", str(LOGISTIC), *course.suite, "-o", str(course.seal)]) == 2
    assert "there already" in capsys.readouterr().err


def test_a_true_receipt_holds(course, verified):
    root = str(course.receipts / "root.json")
    seal = json.loads((course.receipts / "root.json").read_bytes())["seal"]
    known = ["--root", root, "--seal", seal, "--student", "wrong"]

    assert verified("wrong", "wrong.py", *known) == (
        0,
        {"differs": [], "not checked": ["signature"]},
    )


def test_the_receipt_of_somebody_else_differs(verified):
    status, found = verified("wrong", "right.py")

    assert (status, found["differs"]) == (1, ["submission"])


def test_a_receipt_that_was_changed_differs(course, verified, tmp_path):
    text = (course.receipts / "wrong.receipt.json").read_text()
    changed = tmp_path / "receipt.json"
    changed.write_text(text.replace('"verdict":"wrong value"', '"verdict":"right"', 1))

    status, found = verified("wrong", "wrong.py", receipt=changed)

    assert (status, found["differs"]) == (1, ["path", "verdicts"])


def test_what_is_no_receipt_is_wrong_use(course, capsys, tmp_path):
    (tmp_path / "receipt.json").write_text('{"v": 1, "v": 1}')
    reveal = str(course.folder / "reveal.zip")

    assert main(["verify-receipt", str(tmp_path / "receipt.json"), reveal]) == 2
    assert "twice" in capsys.readouterr().err


def test_another_suite_than_the_sealed_one_is_refused(course, capsys, tmp_path, logistic):
    from grader.assignment.build import build

    save(build(logistic, seed=2), tmp_path / "suite.json")
    seal = str(tmp_path / "seal.json")
    other = ["--suite", str(tmp_path / "suite.json")]

    assert main(["reveal", str(course.seal), *other, "-o", str(tmp_path / "r.zip")]) == 2
    assert main(["seal", str(LOGISTIC), *other, "-o", seal]) == 0
    issued = ["receipts", str(course.results), "--seal", seal, "-o", str(tmp_path / "receipts")]
    assert main(issued) == 2
    assert "another suite" in capsys.readouterr().err
    assert not (tmp_path / "receipts").exists()


def test_a_new_marking_takes_a_new_folder_and_a_reason(course, capsys, tmp_path):
    old = course.receipts / "root.json"
    command = ["receipts", str(course.results), "--seal", str(course.seal)]

    assert main([*command, "-o", str(course.receipts)]) == 2
    assert main([*command, "-o", str(tmp_path / "new"), "--replaces", str(old)]) == 2
    reason = ["--replaces", str(old), "--reason", "unclear"]
    assert main([*command, "-o", str(tmp_path / "new"), *reason]) == 0
    new = json.loads((tmp_path / "new" / "root.json").read_bytes())
    assert new["replaces"] == json.loads(old.read_bytes())["root"]
    assert new["reason"] == "unclear"


@pytest.mark.skipif(not can_sign(), reason="there is no ssh-keygen")
def test_a_signed_root_is_verified(course, capsys, verified, tmp_path):
    key, signers = tmp_path / "key", tmp_path / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    signers.write_text(f"course {key.with_suffix('.pub').read_text()}")
    command = ["receipts", str(course.results), "--seal", str(course.seal)]
    assert main([*command, "-o", str(tmp_path / "new"), "--sign", str(key)]) == 0
    capsys.readouterr()
    root = tmp_path / "new" / "root.json"
    known = ["--root", str(root), "--signers", str(signers)]
    receipt = tmp_path / "new" / "wrong.receipt.json"

    # Of another submission nothing is run, which makes this cheap.
    assert verified("", "right.py", *known, receipt=receipt)[1]["differs"] == ["submission"]
    shutil.copy(course.receipts / "root.json", root)
    found = verified("", "right.py", *known, receipt=receipt)[1]
    assert found["differs"] == ["submission", "root", "signature"]


@pytest.mark.thorough
def test_a_kit_holds_the_seal_and_verifies_with_it(course, capsys, tmp_path):
    made = ["kit", str(LOGISTIC), "-o", str(tmp_path / "kit.zip"), "--seal", str(course.seal)]
    assert main(made) == 0
    with zipfile.ZipFile(tmp_path / "kit.zip") as packed:
        packed.extractall(tmp_path)
    commitment = json.loads((course.receipts / "root.json").read_bytes())["seal"]
    nonce = json.loads(course.seal.read_bytes())["nonce"].encode()
    sheet = (tmp_path / "logistic" / "task.html").read_text()
    shown = sheet.partition("Sealed: ")[2][:71]
    receipt = course.receipts / "wrong.receipt.json"
    own = course.folder / "submissions" / "wrong.py"
    command = [sys.executable, "check.pyz", "verify", receipt, course.folder / "reveal.zip", own]

    done = subprocess.run(
        command, cwd=tmp_path / "logistic", capture_output=True, text=True, check=False
    )

    assert commitment_in(shown) == commitment
    assert all(nonce not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert (done.returncode, done.stderr) == (0, "")
    assert "it is the seal that was published before" in done.stdout
    assert "11 of 11 verdicts are the same here" in done.stdout
    assert "3 thing(s) were not checked" in done.stdout


def test_own_numbers_are_replayed_with_the_sealed_assignment(tmp_path, capsys):
    key, results = tmp_path / "key", tmp_path / "results"
    key.write_text("thirty-two bytes of a secret key\n")
    (tmp_path / "wrong.py").write_text(WRONG)
    seal, reveal = str(tmp_path / "seal.json"), str(tmp_path / "reveal.zip")
    own = ["--assignment", str(LOGISTIC), "--per-student-seed", str(key)]
    graded = ["-o", str(results), "--workers", "1", "--quiet"]
    for command in (
        ["seal", str(LOGISTIC), "--key", str(key), "-o", seal],
        ["grade", str(tmp_path / "wrong.py"), *own, *graded],
        ["receipts", str(results), "--seal", seal, "-o", str(tmp_path / "receipts")],
        ["reveal", seal, "--key", str(key), "-o", reveal],
    ):
        assert main(command) == 0
    receipt = str(next((tmp_path / "receipts").glob("*.receipt.json")))
    capsys.readouterr()
    verify = ["verify-receipt", receipt, reveal, str(tmp_path / "wrong.py"), "--json"]

    assert main([*verify, "--assignment", str(LOGISTIC)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert about_of(found, "differs") == []
    assert {"numbers", "verdicts", "points"} <= set(about_of(found, "holds"))
    assert main(verify) == 0
    assert "verdicts" in about_of(json.loads(capsys.readouterr().out), "not checked")
    assert main([*verify, "--assignment", str(ROOT / "reference")]) == 2


@pytest.mark.parametrize("text", ["", "12", "g" * 64, "0" * 65])
def test_what_is_no_seal_is_refused(text):
    from grader.errors import UsageError

    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        commitment_in(text)
