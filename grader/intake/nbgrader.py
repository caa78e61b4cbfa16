"""nbgrader: ``submitted/<student>/<assignment>/``, with a file that holds the submission's time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from grader.errors import UsageError
from grader.intake.download import Download, FoundSubmission, is_nearly_all
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Folder, NothingToGradeError
from grader.model import Person
from grader.text.clean import one_line
from grader.text.times import WrittenTime

_STEP = "submitted"
_COURSE = frozenset(("gradebook.db", "nbgrader_config.py", "source", "release", "autograded"))
_OF_COURSE = _COURSE | {_STEP, "feedback", "exchange"}
_TIMESTAMP = "timestamp.txt"
_UNREADABLE = "a file that cannot be read"


def recognise(top: Folder, expected: ExpectedModule) -> Download | None:
    """Return the submissions of a course or of its ``submitted`` folder, else None.

    A course is known by the files that nbgrader puts beside the students; its ``submitted`` folder
    alone by the times of nearly all students, for one student may hand in such a folder.

    Raises
    ------
    UsageError
        There are several assignments, and nothing tells which one is meant.
    """
    submitted = next((folder for folder in top.folders if folder.name == _STEP), top)
    in_course = submitted is not top and any(entry.name in _COURSE for entry in top.entries)
    students = submitted.folders
    if not students or not (in_course or _are_dated(submitted)):
        return None
    meant = _assignment(submitted, expected)
    handed_in = [(student, folder) for student, folder in _pairs(students) if folder.name == meant]
    strays = [file.name for file in submitted.files]
    return Download(
        "nbgrader",
        tuple(_found(*pair) for pair in handed_in),
        skipped=(*strays, *_under_other_names(students, meant, expected)),
        set_aside=tuple(_beside(top) if submitted is not top else ()),
    )


def _beside(course: Folder) -> Iterator[str]:
    """Yield the instructor's own files beside the ``submitted`` folder of a course."""
    return (entry.name for entry in course.of_class() if entry.name not in _OF_COURSE)


def _are_dated(submitted: Folder) -> bool:
    """Return whether nearly all students have a time.

    A folder around a class looks like one student, so there every assignment needs a time.
    """
    students = submitted.folders
    if len(students) == 1 and submitted.name != _STEP:
        folders = students[0].folders
        dated = sum(any(file.name == _TIMESTAMP for file in folder.files) for folder in folders)
        return is_nearly_all(dated, len(folders))
    return is_nearly_all(sum(map(_is_dated, students)), len(submitted.entries))


def _is_dated(student: Folder) -> bool:
    return any(file.name == _TIMESTAMP for folder in student.folders for file in folder.files)


def _under_other_names(
    students: Iterable[Folder], meant: str, expected: ExpectedModule
) -> Iterator[str]:
    """Yield the folders of students who handed the module in, but as another assignment."""
    for student in students:
        if any(folder.name == meant for folder in student.folders):
            continue
        if any(file.name in expected.files for file in student.files):
            yield student.name
        yield from (f"{student.name}/{f.name}" for f in student.folders if _holds(f, expected))


def _pairs(students: Iterable[Folder]) -> Iterator[tuple[Folder, Folder]]:
    return ((student, folder) for student in students for folder in student.folders)


def _assignment(submitted: Folder, expected: ExpectedModule) -> str:
    """Return the assignment that nearly all students have, of those that hold the module."""
    everything = [(student.name, folder) for student, folder in _pairs(submitted.folders)]
    holding = [pair for pair in everything if _holds(pair[1], expected)] or everything
    count = Counter(folder.name for _, folder in holding)
    (likeliest, most), *others = count.most_common() or [("", 0)]
    students = len({student for student, _ in holding})
    rivals = [name for name, other in others if is_nearly_all(other, most)]
    if not others or (is_nearly_all(most, students) and not rivals):
        return likeliest
    shown = ", ".join(one_line(name) for name in sorted(count)[:5])
    raise UsageError(
        f"{one_line(submitted.name)} holds several assignments ({shown}); "
        "copy the folders of one of them, one a student, into a folder of their own"
    )


def _holds(folder: Folder, expected: ExpectedModule) -> bool:
    return any(file.name in expected.names for file in folder.files)


def _found(student: Folder, folder: Folder) -> FoundSubmission:
    stamps = [file for file in folder.files if file.name == _TIMESTAMP]
    try:
        stamp = stamps[0].read(1 << 10).decode("utf-8", "replace") if stamps else ""
    except (NothingToGradeError, OSError):
        stamp = _UNREADABLE
    if not stamps:
        return FoundSubmission(Person(student.name), folder)
    time = WrittenTime.of(stamp)
    says = f"{_TIMESTAMP} holds no time"
    if time.has_clock:
        says = f"{_TIMESTAMP} says {time.written!r}, and its time zone is not certain"
    return FoundSubmission(
        Person(student.name),
        folder,
        submitted=time.submitted,
        written=time.written,
        remarks=() if time.submitted else (says,),
    )
