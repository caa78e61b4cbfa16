"""The language of a command: of its help, its errors, its notes and what an export found.

The first of these that says one:

  --language CODE      also before the command: ``grader --language zh export --help``
  GRADER_LANGUAGE      in the environment
  language: CODE       of the assignment, suite or results that the command is about
  LC_ALL, LC_MESSAGES, LANG

Pages and feedback are in the assignment's language or that of ``--language``, and never in that
of the terminal they are made on.  Sentences are English in the code: ``grader.report.phrases``.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from grader.report.words import FALLBACK, languages

_SPOKEN: ContextVar[str] = ContextVar("spoken", default=FALLBACK)
_OPTION = "--language"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_ABOUT = ("suite", "folder", "results", "assignment", "output")
"""The options that may name an assignment, a suite or results."""

_IN_YAML = re.compile(rb"^language:[ \t]*[\"']?([A-Za-z-]+)", re.MULTILINE)
_IN_SUITE = re.compile(rb'"language":"([A-Za-z-]+)"')
_MOST_BYTES = 1 << 16


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let commands speak a language within the block."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken_language() -> str:
    """Return the code of the language that commands speak."""
    return _SPOKEN.get()


def spoken(text: str, catalogue: str = "messages") -> str:
    """Return what a command says in the language that it speaks, by the words of a catalogue."""
    language = _SPOKEN.get()
    if language == FALLBACK:
        return text
    from grader.report.phrases import phrases_in  # English needs none of it

    return phrases_in(language, catalogue)(text)


def language_of(
    arguments: Sequence[str], options: argparse.Namespace | None = None, of_suite: bytes = b""
) -> str:
    """Return the language of a command: a code that has texts.

    Parameters
    ----------
    arguments : sequence of str
        The words of the command line.
    options : argparse.Namespace, optional
        What they mean, once that is known.
    of_suite : bytes
        The beginning of a suite, where the command has one of its own.
    """
    environ = os.environ
    found = (
        *(_after(_OPTION, arguments), environ.get("GRADER_LANGUAGE", "")),
        *_languages_in(of_suite, _named(options)),
        next(filter(None, map(environ.get, _LOCALE)), ""),
    )
    code = re.split(r"[-_.]", next(filter(None, found), FALLBACK))[0].lower()
    return code if code in languages() else FALLBACK


def _after(option: str, arguments: Sequence[str]) -> str:
    for place, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == option:
            return value if equals else "".join(arguments[place + 1 : place + 2])
    return ""


def _named(options: argparse.Namespace | None) -> Iterator[Path]:
    named = (getattr(options, name, None) for name in _ABOUT)
    yield from (path for path in named if isinstance(path, Path))


def _languages_in(suite: bytes, paths: Iterable[Path]) -> Iterator[str]:
    if match := _IN_SUITE.search(suite):
        yield match[1].decode()
    for path in paths:
        yield _said_in(path / "assignment.yaml", _IN_YAML)
        yield _said_in(path / "suite.json", _IN_SUITE)
        yield _said_in(path, _IN_SUITE)


def _said_in(path: Path, form: re.Pattern[bytes]) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            match = form.search(file.read(_MOST_BYTES))
    except OSError:
        return ""  # the command says what is wrong with it
    return match[1].decode() if match else ""
