"""Collect all submissions: open each download, recognise its kind, sort it by student."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError, unreadable
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
    "blackboard": "a Blackboard download",
    "brightspace": "a Brightspace download",
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
    warnings : tuple of str
        Those notices that must not be overlooked: on what was not understood.
    """

    kind: DownloadKind
    notices: tuple[str, ...]
    submissions: tuple[PendingSubmission, ...]
    absent: tuple[Person, ...] = ()
    warnings: tuple[str, ...] = ()


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
    warnings = [sentence for download in downloads for sentence in download.warnings]
    notices += _namesakes(found)
    warnings += _of_one_id(found)
    absent: tuple[Person, ...] = ()
    if roster:
        from grader.intake.roster import read_roster
        from grader.intake.roster_join import join  # see _of_a_platform

        joined = join(found, read_roster(roster), kind)
        found, absent = list(joined.found), joined.absent
        notices += joined.notices
        warnings += joined.warnings
    pending = sorted((_pending(one, expected) for one in found), key=lambda one: one.student)
    return Intake(kind, (*notices, *warnings), tuple(pending), absent, tuple(warnings))


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
    place = text(str(path / recognised.place))
    found = tuple(
        replace(one, place=f"{place}/{one.place}".rstrip("/")) for one in recognised.submissions
    )
    return replace(
        recognised,
        submissions=found,
        notices=(_notice(place, recognised), *recognised.notices),
        warnings=tuple(_warnings(place, recognised)),
    )


def _folder(path: Path, expected: ExpectedModule) -> Download:
    # The instructor's own path may be a link.
    there = on_disk(path.resolve())
    assert isinstance(there, Folder)
    try:
        top = folder_of(there.name, there.of_class())
    except NothingToGradeError as error:
        raise UsageError(f"{path}: {error}") from error
    if recognised := _of_a_platform(top, expected):
        return recognised
    if plain_folder.is_one_submission(top, expected):
        return _single(path, expected)
    return _plain(top, "folder", expected)


def _archive(path: Path, expected: ExpectedModule, *, alone: bool) -> Download:
    """Return a class's archive; an archive of a single submission is opened later."""
    try:
        unpacked = zip_archive.open_archive(path)
    except (NothingToGradeError, OSError) as error:
        if alone:
            why = unreadable(error) if isinstance(error, OSError) else error
            raise UsageError(f"{path}: {why}") from error
        return _single(path, expected)
    top = unpacked.folder
    recognised = _of_a_platform(top, expected)
    if recognised is None:
        inner = _only_folder(top)
        if any(
            plain_folder.is_one_submission(folder, expected) for folder in (top, inner) if folder
        ):
            return _single(path, expected)
        recognised = _plain(inner or top, "zip", expected)
    return replace(
        recognised,
        skipped=recognised.skipped + unpacked.skipped,
        warnings=recognised.warnings + unpacked.warnings,
    )


def _plain(top: Folder, kind: DownloadKind, expected: ExpectedModule) -> Download:
    """Return a download that no platform made, with what is unclear in it."""
    from grader.intake.platforms import resemblance  # see _of_a_platform

    warnings = (resemblance(top), _starter(top, expected), _class_below(top, expected))
    download = plain_folder.download_of(top, kind)
    return replace(download, warnings=tuple(filter(None, warnings)))


def _starter(top: Folder, expected: ExpectedModule) -> str:
    module = next((entry.name for entry in top.entries if entry.name in expected.files), "")
    if not module:
        return ""
    return (
        f"{module} lies beside the work of several students, so it is read as one more; if it is"
        " the starter, move it away, and if all is one student's, use --one"
    )


def _class_below(top: Folder, expected: ExpectedModule) -> str:
    inner = _only_folder(top)
    if not (inner and plain_folder.is_class(inner, expected)):
        return ""
    return (
        f"the folder {one_line(inner.name, characters=80)} is read as one student's; if it holds a"
        " class, name it on the command line"
    )


def _single(path: Path, expected: ExpectedModule) -> Download:
    """Return a path as the file or folder of one student."""
    place = path.resolve() if path.is_dir() else path
    whole = path.absolute()
    name = whole.parent.name if whole.name in expected.names else whole.name
    entry = on_disk(place)
    student = plain_folder.name_of(replace(entry, name=text(name)))
    return Download("folder", (FoundSubmission(Person(student), entry, place=text(str(path))),))


def _of_a_platform(top: Folder, expected: ExpectedModule) -> Download | None:
    """Return a platform's download, at the top or inside the only folder, else None."""
    # Imported here so that a self-check of one file does not load them.
    from grader.intake.platforms import recognise

    recognised = recognise(top, _only_folder(top), expected)
    if recognised is None:
        return None
    download, folder = recognised
    return download if folder is top else replace(download, place=folder.name)


def _only_folder(top: Folder) -> Folder | None:
    entries: Sequence[Entry] = top.entries
    only = entries[0] if len(entries) == 1 else None
    if not isinstance(only, Folder):
        return None
    try:
        return folder_of(only.name, only.of_class())  # listed once
    except NothingToGradeError:
        return None


def _notice(place: str, recognised: Download) -> str:
    """Say what was recognised, how many submissions there are, and what was skipped."""
    late = sum(one.late for one in recognised.submissions)
    count = len(recognised.submissions)
    sentence = f"{place}: {_CALLED[recognised.kind]} with {count} submission{'s' * (count != 1)}"
    if late:
        sentence += f", {late} of them late"
    if left_out := (*recognised.skipped, *recognised.set_aside):
        sentence += f"; skipped: {_named(left_out)}"
    return one_line(sentence, characters=600)


def _warnings(place: str, recognised: Download) -> Iterator[str]:
    if count := len(recognised.skipped):
        yield one_line(
            f"{place}: {count} entr{'ies are' if count != 1 else 'y is'} nobody's, and not graded:"
            f" {_named(recognised.skipped)}; what was handed in belongs into a folder or file that"
            " is named after its student",
            characters=800,
        )
    for sentence in recognised.warnings:
        yield one_line(f"{place}: {sentence}", characters=800)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, characters=80) for name in names[:_MOST_NAMED])
    return shown + (", ..." if len(names) > _MOST_NAMED else "")


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


def _of_one_id(found: Sequence[FoundSubmission]) -> list[str]:
    """Name the submissions with equal ids of the platform, which are one person's or forged."""
    by_id: dict[tuple[str | None, str], list[str]] = {}
    for one in found:
        if one.person.platform_id and not one.person.members:
            key = (one.person.id_kind, one.person.platform_id)
            by_id.setdefault(key, []).append(one.person.student)
    return [
        one_line(f"{len(keys)} submissions have the id {id}: {', '.join(keys)}", characters=300)
        for (_, id), keys in by_id.items()
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
