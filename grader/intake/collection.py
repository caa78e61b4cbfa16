"""Collect all submissions: open each download, recognise its kind, sort it by student."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError
from grader.files import require
from grader.intake import plain_folder, zip_archive
from grader.intake.download import Download, DownloadKind, FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Entry, Folder, NothingToGradeError, folder_of, on_disk, text
from grader.intake.pending import PendingSubmission
from grader.model import Delivery, Person
from grader.text.clean import one_line

_MOST_NAMED = 3

_CALLED: dict[DownloadKind, str] = {
    "folder": "a folder",
    "zip": "an archive",
    "canvas": "a Canvas download",
    "moodle": "a Moodle download",
    "gradescope": "a Gradescope export",
    "nbgrader": "an nbgrader course",
    "mixed": "several downloads",
}


@dataclass(frozen=True, eq=False)
class Intake:
    """All submissions, one for each student, sorted by student.

    Attributes
    ----------
    kind : DownloadKind
    notices : tuple of str
        Sentences for the instructor on what was recognised.
    submissions : tuple of PendingSubmission
    absent : tuple of Person
        People on the roster who handed in nothing.
    """

    kind: DownloadKind
    notices: tuple[str, ...]
    submissions: tuple[PendingSubmission, ...]
    absent: tuple[Person, ...] = ()


def collect(paths: Iterable[Path], expected: ExpectedModule, roster: Path | None = None) -> Intake:
    """Collect every submission under these paths.

    Parameters
    ----------
    paths : iterable of Path
        Each is the download of a class, or one submission.
    expected : ExpectedModule
        The file to look for.
    roster : Path, optional
        A table of the class.

    Raises
    ------
    UsageError
        A path does not exist or holds nothing, a student has two submissions, or the roster cannot
        be read.
    """
    paths = list(paths)
    require(paths)
    downloads = [_download(path, expected, alone=len(paths) == 1) for path in paths]
    kinds: dict[DownloadKind, None] = dict.fromkeys(download.kind for download in downloads)
    kind: DownloadKind = next(iter(kinds)) if len(kinds) == 1 else "mixed"
    found = [one for download in downloads for one in download.submissions]
    _refuse_doubles(found)
    notices = [sentence for download in downloads for sentence in download.notices]
    notices += _namesakes(found)
    absent: tuple[Person, ...] = ()
    if roster:
        from grader.intake.roster import read_roster
        from grader.intake.roster_join import join  # see _of_a_platform

        joined = join(found, read_roster(roster), kind)
        found, absent = list(joined.found), joined.absent
        notices += joined.notices
    pending = sorted((_pending(one, expected) for one in found), key=lambda one: one.student)
    return Intake(kind, tuple(notices), tuple(pending), absent)


def _download(path: Path, expected: ExpectedModule, *, alone: bool) -> Download:
    """Return the download at a path, with its notices and the place of each submission."""
    if path.is_dir():
        recognised = _folder(path, expected)
    elif path.suffix.lower() == zip_archive.SUFFIX:
        recognised = _archive(path, expected, alone=alone)
    else:
        return _single(path, expected)
    if not recognised.submissions:
        raise UsageError(f"{path} holds no submission: no sub-folder and no .py file")
    place = text(str(path))
    found = tuple(
        replace(one, place=f"{place}/{one.place}".rstrip("/")) for one in recognised.submissions
    )
    return replace(recognised, submissions=found, notices=_notice(place, recognised))


def _folder(path: Path, expected: ExpectedModule) -> Download:
    # The instructor's own path may be a link.
    there = on_disk(path.resolve())
    assert isinstance(there, Folder)
    try:
        top = folder_of(there.name, there.listed())
    except NothingToGradeError as error:
        raise UsageError(f"{path}: {error}") from error
    if plain_folder.is_one_submission(top, expected):
        return _single(path, expected)
    return _of_a_platform(top, expected) or Download("folder", plain_folder.students_of(top))


def _archive(path: Path, expected: ExpectedModule, *, alone: bool) -> Download:
    """Return a class's archive; an archive of a single submission is opened later."""
    try:
        unpacked = zip_archive.open_archive(path)
    except (NothingToGradeError, OSError) as error:
        if alone:
            raise UsageError(f"{path}: {error}") from error
        return _single(path, expected)
    top = unpacked.folder
    recognised = _of_a_platform(top, expected)
    if recognised is None:
        inner = _only_folder(top)
        if any(
            plain_folder.is_one_submission(folder, expected) for folder in (top, inner) if folder
        ):
            return _single(path, expected)
        recognised = Download("zip", plain_folder.students_of(inner or top))
    return replace(recognised, skipped=recognised.skipped + unpacked.skipped)


def _single(path: Path, expected: ExpectedModule) -> Download:
    """Return a path as the file or folder of one student."""
    place = path.resolve() if path.is_dir() else path
    whole = path.absolute()
    name = whole.parent.name if whole.name in expected.files else whole.name
    entry = on_disk(place)
    student = plain_folder.name_of(replace(entry, name=text(name)))
    return Download("folder", (FoundSubmission(Person(student), entry, place=text(str(path))),))


def _of_a_platform(top: Folder, expected: ExpectedModule) -> Download | None:
    """Return a platform's download, at the top or inside the only folder, else None."""
    # Imported here so that a self-check of one file does not load them.
    from grader.intake import canvas, gradescope, moodle, nbgrader

    for folder in filter(None, (top, _only_folder(top))):
        recognised = (
            gradescope.recognise(folder)
            or moodle.recognise(folder)
            or canvas.recognise(folder)
            or nbgrader.recognise(folder, expected)
        )
        if recognised:
            return recognised
    return None


def _only_folder(top: Folder) -> Folder | None:
    entries: Sequence[Entry] = top.entries
    only = entries[0] if len(entries) == 1 else None
    return only if isinstance(only, Folder) else None


def _notice(place: str, recognised: Download) -> tuple[str, ...]:
    """Say what was recognised, how many submissions there are, and what was skipped."""
    late = sum(one.late for one in recognised.submissions)
    count = len(recognised.submissions)
    sentence = f"{place}: {_CALLED[recognised.kind]} with {count} submission{'s' * (count != 1)}"
    if late:
        sentence += f", {late} of them late"
    named = [one_line(name, characters=80) for name in recognised.skipped]
    if named:
        shown = ", ".join(named[:_MOST_NAMED]) + (", ..." if len(named) > _MOST_NAMED else "")
        sentence += f"; skipped: {shown}"
    return (one_line(sentence, characters=600), *recognised.notices)


def _namesakes(found: Sequence[FoundSubmission]) -> list[str]:
    """Name the people with equal names, whom only the platform's ids tell apart."""
    by_name: dict[str, list[str]] = {}
    for one in found:
        if one.person.name and not one.person.members:
            by_name.setdefault(one.person.name, []).append(one.person.student)
    return [
        one_line(f"{len(keys)} people are called {name}: {', '.join(keys)}", characters=300)
        for name, keys in by_name.items()
        if len(keys) > 1
    ]


def _refuse_doubles(found: Sequence[FoundSubmission]) -> None:
    by_student: dict[str, list[FoundSubmission]] = {}
    for one in found:
        by_student.setdefault(one.person.student, []).append(one)
    for student, several in by_student.items():
        if len(several) > 1:
            places = " and ".join(one_line(one.place, characters=150) for one in several[:5])
            raise UsageError(
                f"{len(several)} submissions are called {student!r}: {places}; rename all but one"
            )


def _pending(one: FoundSubmission, expected: ExpectedModule) -> PendingSubmission:
    delivery = Delivery(one.person, one.submitted, one.late, one.remarks, one.written)
    return PendingSubmission(delivery, expected, one.entry, one.place)
