"""Recognise the platform that made a download, by nearly all of its entries.

Students choose the names of their files, so a single name proves nothing.  A platform writes its
own part in front of such a name: where two platforms' parts fit, the first is the real one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.intake import blackboard, brightspace, canvas, gradescope, moodle, nbgrader
from grader.intake.download import Download, DownloadKind, FoundSubmission, is_nearly_all
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Entry, Folder
from grader.intake.plain_folder import is_instructors
from grader.text.clean import one_line


@dataclass(frozen=True)
class _NamingPlatform:
    """A platform that writes the student into the name of each entry.

    Attributes
    ----------
    kind : DownloadKind
    called : str
    id_position : callable
        Returns where the platform's id begins in an entry's name, or None.
    submissions : callable
        Returns the submissions of the entries that have such names.
    own : str
        A file that the platform puts beside them.
    """

    kind: DownloadKind
    called: str
    id_position: Callable[[Entry], int | None]
    submissions: Callable[[Sequence[Entry]], tuple[FoundSubmission, ...]]
    own: str = ""


_NAMING = (
    _NamingPlatform("moodle", "Moodle", moodle.id_position, moodle.submissions),
    _NamingPlatform("canvas", "Canvas", canvas.id_position, canvas.submissions),
    _NamingPlatform("blackboard", "Blackboard", blackboard.id_position, blackboard.submissions),
    _NamingPlatform(
        "brightspace",
        "Brightspace",
        brightspace.id_position,
        brightspace.submissions,
        brightspace.INDEX,
    ),
)


def recognise(
    top: Folder, inner: Folder | None, expected: ExpectedModule
) -> tuple[Download, Folder] | None:
    """Return the download of a platform and its folder, or None if no platform made it.

    Parameters
    ----------
    top : Folder
    inner : Folder or None
        The only folder in it, which may be what archivers put everything into.
    expected : ExpectedModule

    Raises
    ------
    UsageError
        A platform's own file cannot be read, or the assignment is not clear.
    """
    folders = [folder for folder in (top, inner) if folder]
    for folder in folders:
        if found := gradescope.recognise(folder) or _by_names(folder):
            return found, folder
    # Only the depth of folders tells a course, so it comes last.
    for folder in folders:
        if found := nbgrader.recognise(folder, expected):
            return found, folder
    return None


def resemblance(top: Folder) -> str:
    """Return a sentence if more than half of the names are a platform's, but not nearly all."""
    entries = _entries(top)
    platform, count = _likeliest(entries)
    if platform is None or 2 * count <= len(entries):
        return ""
    others = [one_line(e.name, characters=60) for e in entries if platform.id_position(e) is None]
    return (
        f"{count} of {len(entries)} entries are named as in a {platform.called} download, but"
        f" others are not ({', '.join(others[:3])}), so each is read as a student; if these do not"
        " belong there, move them away and grade again"
    )


def _by_names(top: Folder) -> Download | None:
    entries = _entries(top)
    platform, count = _likeliest(entries)
    if platform is None or not is_nearly_all(count, len(entries)):
        return None
    theirs = [entry for entry in entries if platform.id_position(entry) is not None]
    rest = [entry.name for entry in entries if platform.id_position(entry) is None]
    return Download(
        platform.kind,
        platform.submissions(theirs),
        skipped=tuple(name for name in rest if name != platform.own),
        set_aside=tuple(entry.name for entry in top.of_class() if entry not in entries),
    )


def _entries(top: Folder) -> list[Entry]:
    return [entry for entry in top.of_class() if not is_instructors(entry)]


def _likeliest(entries: Sequence[Entry]) -> tuple[_NamingPlatform | None, int]:
    """Return the platform to which most entries belong, and how many do."""
    owners = Counter(filter(None, map(_owner, entries)))
    return owners.most_common(1)[0] if owners else (None, 0)


def _owner(entry: Entry) -> _NamingPlatform | None:
    """Return the platform whose part of the name begins first."""
    parts = [(at, n) for n, p in enumerate(_NAMING) if (at := p.id_position(entry)) is not None]
    return _NAMING[min(parts)[1]] if parts else None
