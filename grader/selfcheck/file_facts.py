"""Facts about the file that is checked: its name, when it was saved, what else lies beside it."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.report.words import Words
from grader.text.clean import one_line

_SUFFIXES = (".py", ".ipynb")
_MOST_FILES, _MOST_BYTES, _MOST_NAMED = 50, 1 << 20, 3


@dataclass(frozen=True)
class FileFacts:
    """The file that was read, and others in its folder that define the same functions.

    Times are seconds since the epoch.
    """

    name: str
    saved: float
    others: tuple[tuple[str, float], ...] = ()


def file_facts(path: Path, functions: Sequence[str]) -> FileFacts | None:
    """Return the facts; None if the file is gone."""
    try:
        saved = path.stat().st_mtime
    except OSError:
        return None
    return FileFacts(path.name, saved, tuple(_others(path, functions)))


def opening_line(facts: FileFacts, now: float, words: Words) -> str:
    """Return which file was read and when it was saved, and which others may have been meant.

    Parameters
    ----------
    facts : FileFacts
    now : float
        The present, to leave out the date of today.
    words : Words
    """
    name = one_line(facts.name, characters=80)
    line = words("selfcheck.file", file=name, time=_clock(facts.saved, now))
    others = tuple(
        words(
            "selfcheck.other_later" if saved > facts.saved else "selfcheck.other",
            file=one_line(other, characters=60),
        )
        for other, saved in facts.others[:_MOST_NAMED]
    )
    return line + (words("selfcheck.also_here", files=words.listed(others)) if others else "")


def _others(path: Path, functions: Sequence[str]) -> Iterator[tuple[str, float]]:
    defines = re.compile(rb"\bdef\s+(%s)\b" % "|".join(map(re.escape, functions)).encode())
    for other in _beside(path):
        try:
            found = other.stat()
            is_small = stat.S_ISREG(found.st_mode) and found.st_size < _MOST_BYTES
            if is_small and defines.search(other.read_bytes()):
                yield other.name, found.st_mtime
        except OSError:
            continue


def _beside(path: Path) -> list[Path]:
    """Return the first of the other modules in the folder; none where it may not be listed."""
    try:
        found = sorted(one for one in path.parent.iterdir() if one.suffix in _SUFFIXES)
    except OSError:
        return []
    return [one for one in found if one.name != path.name][:_MOST_FILES]


def _clock(time: float, now: float) -> str:
    moment, today = datetime.fromtimestamp(time), datetime.fromtimestamp(now)
    form = "%H:%M:%S" if moment.date() == today.date() else "%Y-%m-%d %H:%M"
    return moment.strftime(form)
