"""What was downloaded, as it was downloaded: recognised, opened, and told apart by student."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError
from grader.files import require
from grader.intake import archive, plain
from grader.intake.found import Found, Kind, Recognised
from grader.intake.handed import HandedIn
from grader.intake.tree import Entry, Folder, NothingToGradeError, folder_of, on_disk, text
from grader.intake.wanted import Wanted
from grader.model import Delivery, Person
from grader.text.clean import one_line

_MOST_NAMED = 3

_CALLED: dict[Kind, str] = {
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
    """Everything handed in, one submission a student, by student.

    ``said`` are sentences for the instructor on what was recognised; ``absent`` are those on the
    roster who handed in nothing.
    """

    kind: Kind
    said: tuple[str, ...]
    handed_in: tuple[HandedIn, ...]
    absent: tuple[Person, ...] = ()


def collect(paths: Iterable[Path], wanted: Wanted, roster: Path | None = None) -> Intake:
    """Every submission under these paths, each a download of a class or one submission.

    Raises UsageError for a path that does not exist or holds nothing, for two submissions of one
    student, and for a roster that cannot be read.
    """
    paths = list(paths)
    require(paths)
    downloads = [_download(path, wanted, alone=len(paths) == 1) for path in paths]
    kinds: dict[Kind, None] = dict.fromkeys(download.kind for download in downloads)
    kind: Kind = next(iter(kinds)) if len(kinds) == 1 else "mixed"
    found = [one for download in downloads for one in download.found]
    _refuse_doubles(found)
    said = [sentence for download in downloads for sentence in download.said]
    said += _namesakes(found)
    absent: tuple[Person, ...] = ()
    if roster:
        from grader.intake.joining import join  # see _of_a_platform
        from grader.intake.roster import read_roster

        joined = join(found, read_roster(roster), kind)
        found, absent = list(joined.found), joined.absent
        said += joined.said
    handed_in = [_handed_in(one, wanted) for one in found]
    return Intake(kind, tuple(said), tuple(sorted(handed_in, key=lambda one: one.student)), absent)


def _download(path: Path, wanted: Wanted, *, alone: bool) -> Recognised:
    """What is at one path, its sentences complete and each submission with its place."""
    if path.is_dir():
        recognised = _folder(path, wanted)
    elif path.suffix.lower() == archive.SUFFIX:
        recognised = _archive(path, wanted, alone=alone)
    else:
        return _single(path, wanted)
    if not recognised.found:
        raise UsageError(f"{path} holds no submission: no sub-folder and no .py file")
    place = text(str(path))
    found = tuple(
        replace(one, place=f"{place}/{one.place}".rstrip("/")) for one in recognised.found
    )
    return replace(recognised, found=found, said=_said(place, recognised))


def _folder(path: Path, wanted: Wanted) -> Recognised:
    # Who runs the command may use links.
    there = on_disk(path.resolve())
    assert isinstance(there, Folder)
    try:
        top = folder_of(there.name, there.listed())
    except NothingToGradeError as error:
        raise UsageError(f"{path}: {error}") from error
    if plain.is_one_submission(top, wanted):
        return _single(path, wanted)
    return _of_a_platform(top, wanted) or Recognised("folder", plain.students_of(top))


def _archive(path: Path, wanted: Wanted, *, alone: bool) -> Recognised:
    """A class's archive; one that holds a single submission is left to be opened in its turn."""
    try:
        unpacked = archive.open_archive(path)
    except (NothingToGradeError, OSError) as error:
        if alone:
            raise UsageError(f"{path}: {error}") from error
        return _single(path, wanted)
    top = unpacked.folder
    recognised = _of_a_platform(top, wanted)
    if recognised is None:
        inner = _only_folder(top)
        if any(plain.is_one_submission(folder, wanted) for folder in (top, inner) if folder):
            return _single(path, wanted)
        recognised = Recognised("zip", plain.students_of(inner or top))
    return replace(recognised, passed_over=recognised.passed_over + unpacked.passed_over)


def _single(path: Path, wanted: Wanted) -> Recognised:
    """One student's file or folder."""
    place = path.resolve() if path.is_dir() else path
    whole = path.absolute()
    name = whole.parent.name if whole.name in wanted.files else whole.name
    entry = on_disk(place)
    student = plain.name_of(replace(entry, name=text(name)))
    return Recognised("folder", (Found(Person(student), entry, place=text(str(path))),))


def _of_a_platform(top: Folder, wanted: Wanted) -> Recognised | None:
    """A download of a known kind, itself or in the one folder that many archives begin with."""
    # A student who checks one file does not wait for what knows the platforms.
    from grader.intake import canvas, gradescope, moodle, nbgrader

    for folder in filter(None, (top, _only_folder(top))):
        recognised = (
            gradescope.recognise(folder)
            or moodle.recognise(folder)
            or canvas.recognise(folder)
            or nbgrader.recognise(folder, wanted)
        )
        if recognised:
            return recognised
    return None


def _only_folder(top: Folder) -> Folder | None:
    entries: Sequence[Entry] = top.entries
    only = entries[0] if len(entries) == 1 else None
    return only if isinstance(only, Folder) else None


def _said(place: str, recognised: Recognised) -> tuple[str, ...]:
    """What was recognised, how much of it, and what was passed over."""
    late = sum(one.late for one in recognised.found)
    count = len(recognised.found)
    sentence = f"{place}: {_CALLED[recognised.kind]} with {count} submission{'s' * (count != 1)}"
    if late:
        sentence += f", {late} of them late"
    named = [one_line(name, characters=80) for name in recognised.passed_over]
    if named:
        shown = ", ".join(named[:_MOST_NAMED]) + (", ..." if len(named) > _MOST_NAMED else "")
        sentence += f"; passed over: {shown}"
    return (one_line(sentence, characters=600), *recognised.said)


def _namesakes(found: Sequence[Found]) -> list[str]:
    """Different people of one name, who are told apart by the platform's ids."""
    by_name: dict[str, list[str]] = {}
    for one in found:
        if one.person.name and not one.person.members:
            by_name.setdefault(one.person.name, []).append(one.person.student)
    return [
        one_line(f"{len(keys)} people are called {name}: {', '.join(keys)}", characters=300)
        for name, keys in by_name.items()
        if len(keys) > 1
    ]


def _refuse_doubles(found: Sequence[Found]) -> None:
    by_student: dict[str, list[Found]] = {}
    for one in found:
        by_student.setdefault(one.person.student, []).append(one)
    for student, several in by_student.items():
        if len(several) > 1:
            places = " and ".join(one_line(one.place, characters=150) for one in several[:5])
            raise UsageError(
                f"{len(several)} submissions are called {student!r}: {places}; rename all but one"
            )


def _handed_in(one: Found, wanted: Wanted) -> HandedIn:
    delivery = Delivery(one.person, one.submitted, one.late, one.remarks)
    return HandedIn(delivery, wanted, one.entry, one.place)
