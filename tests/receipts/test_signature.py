"""Signatures of roots, made and verified by OpenSSH."""

from __future__ import annotations

import subprocess

import pytest

from grader.errors import GraderError
from grader.receipts.signature import can_sign, signature_of, signer_of

pytestmark = pytest.mark.skipif(not can_sign(), reason="there is no ssh-keygen")


def make_key(folder, name):
    """Return the path of a new key, and its line in a file of keys that count."""
    path = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
    subprocess.run(command, check=True)
    return path, path.with_suffix(".pub").read_text()


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    key, public = make_key(folder, "course")
    (folder / "signers").write_text(f'course namespaces="grader-receipt" {public}')
    (folder / "sig").write_bytes(signature_of(b"root", key))
    return folder


def test_what_was_signed_names_its_signer(signed):
    assert signer_of(b"root", signed / "sig", signed / "signers") == "course"


def test_other_content_is_not_signed(signed):
    assert signer_of(b"root\n", signed / "sig", signed / "signers") == ""


def test_the_key_of_somebody_else_does_not_count(signed, tmp_path):
    key, public = make_key(tmp_path, "other")
    (tmp_path / "sig").write_bytes(signature_of(b"root", key))
    (tmp_path / "signers").write_text(f"course {public}")

    assert signer_of(b"root", tmp_path / "sig", signed / "signers") == ""
    assert signer_of(b"root", signed / "sig", tmp_path / "signers") == ""


def test_a_signature_for_another_purpose_does_not_count(signed, tmp_path):
    key, public = signed / "course", (signed / "course.pub").read_text()
    (tmp_path / "signers").write_text(f"course {public}")
    (tmp_path / "root").write_bytes(b"root")
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, tmp_path / "root"]
    subprocess.run(command, check=True, capture_output=True)

    assert signer_of(b"root", signed / "sig", tmp_path / "signers") == "course"
    assert signer_of(b"root", tmp_path / "root.sig", tmp_path / "signers") == ""


def test_what_is_no_signature_counts_for_nothing(signed, tmp_path):
    (tmp_path / "sig").write_bytes(b"-----BEGIN SSH SIGNATURE-----\n")

    assert signer_of(b"root", tmp_path / "sig", signed / "signers") == ""


def test_a_key_that_cannot_sign_is_an_error(tmp_path):
    with pytest.raises(GraderError, match="cannot sign"):
        signature_of(b"root", tmp_path / "missing")
