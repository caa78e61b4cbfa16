"""Print to the terminal: results to standard output, messages to standard error."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from grader.cli.language import spoken
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


def announce(text: str) -> None:
    """Print a command's own sentences to standard output, in the language that it speaks."""
    say(spoken(text))


def announce_lines(text: str) -> None:
    """Announce lines that are each a sentence, or a row of a table."""
    for line in text.split("\n"):
        announce(line)


def say(text: str) -> None:
    """Print a result, which is in its language already or in none, to standard output.

    Raises
    ------
    GraderError
        The text cannot be written.
    BrokenPipeError
        The reader has ended.
    """
    try:
        print(encodable(text, _encoding(sys.stdout)), flush=True)  # noqa: T201 - the command line is where printing happens
    except BrokenPipeError:
        raise
    except OSError as fault:
        discard_output()
        raise GraderError(f"cannot write to the standard output: {fault.strerror}") from fault


def discard_output() -> None:
    """Discard what is left in the buffer: Python flushes it at exit, and would print an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def encodable(text: str, encoding: str) -> str:
    """Return the text in characters that an encoding has; a minus sign becomes a hyphen."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_NEAREST).encode(encoding, "replace").decode(encoding)
    return text


def note(text: str) -> None:
    """Print a message to standard error, in the language of the command."""
    print(spoken(text), file=sys.stderr)  # noqa: T201 - the command line is where printing happens


def error(text: str) -> None:
    """Print the error that ends the command."""
    note(f"grader: {spoken(text)}")


def has_colour(stream: TextIO, *, wanted: bool = True) -> bool:
    """Return whether to print colours: on a terminal, unless NO_COLOR or an option forbids."""
    return wanted and stream.isatty() and "NO_COLOR" not in os.environ


def _encoding(stream: TextIO) -> str:
    return stream.encoding or "utf-8"
