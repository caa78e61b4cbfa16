"""Speaking to the person at the terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def say(text: str) -> None:
    """What the command was asked for, on standard output."""
    print(text.encode(_encoding(sys.stdout), "replace").decode(_encoding(sys.stdout)))  # noqa: T201 - the command line is where printing happens


def note(text: str) -> None:
    """What happens on the way, on standard error."""
    print(text, file=sys.stderr)  # noqa: T201 - the command line is where printing happens


def error(text: str) -> None:
    """Why the command ends without what it was asked for."""
    note(f"grader: {text}")


def colour(stream: TextIO, *, wanted: bool = True) -> bool:
    """Whether colours help here: on a terminal, unless NO_COLOR or an option says no."""
    return wanted and stream.isatty() and "NO_COLOR" not in os.environ


def _encoding(stream: TextIO) -> str:
    return stream.encoding or "utf-8"
