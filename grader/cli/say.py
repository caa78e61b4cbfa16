"""Speaking to the person at the terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from grader.errors import GraderError

_NEAREST = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{INFINITY}": "inf",
        "\N{MIDDLE DOT}": ".",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    }
)


def say(text: str) -> None:
    """What the command was asked for, on standard output.

    Raises GraderError where it cannot be written; BrokenPipeError where nobody reads on.
    """
    try:
        print(shown(text, _encoding(sys.stdout)), flush=True)  # noqa: T201 - the command line is where printing happens
    except BrokenPipeError:
        raise
    except OSError as fault:
        hush()
        raise GraderError(f"cannot write to the standard output: {fault.strerror}") from fault


def hush() -> None:
    """What is left to say goes nowhere: Python tries once more when it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def shown(text: str, encoding: str) -> str:
    """The text as far as an encoding has its characters: a minus is never a question mark."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_NEAREST).encode(encoding, "replace").decode(encoding)
    return text


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
