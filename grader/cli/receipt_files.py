"""Read the files that commands on receipts name."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageError, unreadable
from grader.receipts.commitment import Opening, commitment_in
from grader.receipts.receipt import IssuedReceipt, Root
from grader.receipts.reveal import Reveal

_LONGEST = 256 << 20


def read_opening(path: Path) -> Opening:
    """Read a seal's secret opening."""
    return Opening.from_json(read_bytes(path), str(path))


def read_receipt(path: Path) -> IssuedReceipt:
    """Read a student's receipt."""
    return IssuedReceipt.from_json(read_bytes(path), str(path))


def read_root(path: Path) -> Root:
    """Read a published root."""
    return Root.from_json(read_bytes(path), str(path))


def read_reveal(path: Path) -> Reveal:
    """Read what was published after the deadline."""
    return Reveal.from_zip(read_bytes(path), str(path))


def read_seal(text: str) -> str:
    """Return the commitment that an option has: 64 digits, or a file with them."""
    path = Path(text)
    return commitment_in(read_bytes(path).decode("utf-8", "replace") if _is_file(path) else text)


def read_bytes(path: Path) -> bytes:
    """Return a file's content.  Raise UsageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {unreadable(error)}") from error
    if len(content) > _LONGEST:
        raise UsageError(f"{path} cannot be read: it is longer than {_LONGEST >> 20} MiB")
    return content


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
