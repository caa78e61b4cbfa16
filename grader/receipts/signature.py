"""Signatures of roots by ``ssh-keygen -Y``, where OpenSSH 8.2 or newer is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError

NAMESPACE = "grader-receipt"
"""What a signature is for: one of something else with the same key does not count."""

_SECONDS = 60


def can_sign() -> bool:
    """Return whether there is a program that signs and verifies."""
    return shutil.which("ssh-keygen") is not None


def signature_of(content: bytes, key: Path) -> bytes:
    """Return the signature of some bytes; the program may ask for the passphrase.

    Raise GraderError where it cannot be made.
    """
    done = _run(["sign", "-q", "-n", NAMESPACE, "-f", str(key)], content)
    if done.returncode or not done.stdout:
        raise GraderError(f"{key} cannot sign: {_said(done)}")
    return done.stdout


def signer_of(content: bytes, signature: Path, signers: Path) -> str:
    """Return who signed some bytes, or nobody (an empty text).

    Parameters
    ----------
    content
        What is signed.
    signature
        The file with the signature.
    signers
        The file with the keys that count, in the format ``allowed_signers``.
    """
    found = _run(["find-principals", "-s", str(signature), "-f", str(signers)], content)
    if found.returncode:
        return ""
    for name in found.stdout.decode("utf-8", "replace").splitlines():
        about = ["-n", NAMESPACE, "-I", name, "-s", str(signature), "-f", str(signers)]
        if _run(["verify", *about], content).returncode == 0:
            return name
    return ""


def _run(arguments: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    command = ["ssh-keygen", "-Y", *arguments]
    try:
        return subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise GraderError("signing needs ssh-keygen, which this machine has not") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraderError(f"ssh-keygen could not be run: {error}") from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:200] or "it says nothing"
