"""Downloads of a class, as learning platforms write them, made from names and sources.

    made = download("canvas", folder, {"Jane Doe": source, ...}, module="answer.py")
    made.path        the zip (or, with ``unpacked=True``, the folder) that an instructor has
    made.roster      a CSV of everybody, in the platform's own columns, and of one who is missing
    made.expected    for each name, who the intake should say it was

Students are as untidy as they are: some hand in a second time, under a name of their own, as a
notebook, or in an archive of their own with what their system put beside it.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

KINDS = (
    *("folder", "zip", "canvas", "moodle", "blackboard", "brightspace", "gradescope"),
    "nbgrader",
)
MISSING = "Nora Nobody"
FIRST_ID = 4001

_ONE_FOLDER = "class of 2026"
"""What many archivers put everything into."""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Expected:
    """The expected author of a submission."""

    student: str
    platform_id: str = ""
    late: bool = False
    submitted: str = ""


@dataclass(frozen=True)
class Download:
    path: Path
    roster: Path
    expected: Mapping[str, Expected]
    absent: str
    """The key of the person on the roster who handed in nothing."""


@dataclass(frozen=True)
class _Somebody:
    """One student: number in the class, name, and files as the student named them."""

    number: int
    name: str
    files: Files

    @property
    def id(self) -> str:
        return str(FIRST_ID + self.number)

    @property
    def email(self) -> str:
        return f"{self.name.replace(' ', '.').lower()}@example.org"

    @property
    def login(self) -> str:
        return f"u{self.id}"

    @property
    def is_late(self) -> bool:
        return self.number % 7 == 3


def download(
    kind: str,
    folder: Path,
    sources: Mapping[str, bytes],
    *,
    module: str,
    unpacked: bool = False,
) -> Download:
    """Write the class into the folder as a download of one of ``KINDS``."""
    people = [
        _Somebody(number, name, untidy(number, source, module))
        for number, (name, source) in enumerate(sources.items())
    ]
    folder.mkdir(parents=True, exist_ok=True)
    files, expected = _MAKERS[kind](people)
    roster = folder / f"{kind}-roster.csv"
    rows, absent = _ROSTERS.get(kind, _plain_roster)([*people, _Somebody(len(people), MISSING, {})])
    roster.write_text(rows, "utf-8")
    path = folder / f"{kind}-class"
    if unpacked or kind == "folder":
        write_files(path, files)
        path = path / _ONE_FOLDER if kind == "zip" else path
    else:
        path = path.with_suffix(".zip")
        path.write_bytes(zipped(files))
    return Download(path, roster, expected, absent)


def untidy(number: int, source: bytes, module: str) -> Files:
    """Return what one student uploads, in one of six habits."""
    stem = module.removesuffix(".py")
    habits: tuple[Files, ...] = (
        {module: source},
        {f"{stem}-1.py": source},
        {"my final version (really).py": source},
        {
            "homework.zip": zipped(
                {
                    f"homework/{module}": source,
                    f"__MACOSX/homework/._{module}": b"\x00\x05\x16\x07",
                    "homework/.DS_Store": b"\x00\x00\x00\x01Bud1",
                }
            )
        },
        {f"{stem}.ipynb": notebook([source.decode()])},
        {module: source, "notes.txt": b"see the module"},
    )
    return habits[number % len(habits)]


def notebook(cells: list[str], **about: object) -> bytes:
    """Return a notebook with these code cells, a heading above each, and a picture below."""
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 40}}
    content = []
    for cell in cells:
        content.append({"cell_type": "markdown", "metadata": {}, "source": ["# A step\n"]})
        code = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [picture]}
        content.append({**code, "source": cell.splitlines(keepends=True)})
    document = {
        "cells": content,
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
        **about,
    }
    return json.dumps(document, indent=1).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files.items():
            archive.writestr(name, source)
    return content.getvalue()


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)


# --- the platforms ------------------------------------------------------------------------------

Made = tuple[Files, dict[str, Expected]]


def _folder(people: list[_Somebody]) -> Made:
    files = {f"{one.name}/{name}": source for one, name, source in _all_files(people)}
    return files, {one.name: Expected(one.name) for one in people}


def _zip(people: list[_Somebody]) -> Made:
    files, expected = _folder(people)
    return {f"{_ONE_FOLDER}/{name}": source for name, source in files.items()}, expected


def _canvas(people: list[_Somebody]) -> Made:
    """Return Canvas's flat folder, with the sortable name joined and in lower case."""
    files = {}
    for number, (one, name, source) in enumerate(_all_files(people)):
        late = "_LATE" if one.is_late else ""
        files[f"{_sortable(one)}{late}_{one.id}_{90000 + number}_{name}"] = source
    expected = {
        one.name: Expected(f"{_sortable(one)}_{one.id}", one.id, one.is_late) for one in people
    }
    return files, expected


def _sortable(one: _Somebody) -> str:
    first, _, last = one.name.rpartition(" ")
    return "".join(letter for letter in f"{last}{first}".lower() if letter.isalnum())


def _moodle(people: list[_Somebody]) -> Made:
    files = {
        f"{one.name}_{one.id}_assignsubmission_file/{name}": source
        for one, name, source in _all_files(people)
    }
    return files, {one.name: Expected(f"{one.name}_{one.id}", one.id) for one in people}


def _blackboard(people: list[_Somebody]) -> Made:
    """Return Blackboard's flat folder, with the account that it writes of each attempt."""
    files: Files = {}
    for one in people:
        attempt = f"Homework_3_b{one.id}_attempt_2026-03-{1 + one.number % 28:02}-10-15-30"
        files[f"{attempt}.txt"] = f"Name: {one.name} (b{one.id})\nFiles:\n".encode()
        files |= {f"{attempt}_{name}": source for name, source in one.files.items()}
    return files, {one.name: Expected(f"b{one.id}") for one in people}


def _brightspace(people: list[_Somebody]) -> Made:
    files: Files = {"index.html": b"<html>"}
    for one in people:
        folder = f"{one.id}-77 - {one.name} - Mar {1 + one.number % 28}, 2026 1015 AM"
        files |= {f"{folder}/{name}": source for name, source in one.files.items()}
    return files, {one.name: Expected(f"{one.name}_{one.id}") for one in people}


def _gradescope(people: list[_Somebody]) -> Made:
    """Write YAML as Ruby does: keys with a colon, and all the autograder's output."""
    lines = ["---"]
    for one in people:
        lines += [
            f"submission_{70000 + one.number}:",
            "  :submitters:",
            f"  - :name: {one.name}",
            f"    :sid: '{one.id}'",
            f"    :email: {one.email}",
            f"  :created_at: 2026-03-{1 + one.number % 28:02} 21:14:15.926535000 Z",
            "  :score: 3.0",
            "  :results:",
            "    output: |-",
            "      submission_1:",
            "        :submitters: nobody",
            "    tests:",
            "    - score: 1.0",
            "  :history:",
            "  - :created_at: 2026-02-01 00:00:00.000000000 Z",
        ]
    top = "assignment_1234_export"
    files = {f"{top}/submission_metadata.yml": "\n".join([*lines, ""]).encode()}
    for one, name, source in _all_files(people):
        files[f"{top}/submission_{70000 + one.number}/{name}"] = source
    expected = {
        one.name: Expected(
            one.id, one.id, submitted=f"2026-03-{1 + one.number % 28:02}T21:14:15+00:00"
        )
        for one in people
    }
    return files, expected


def _nbgrader(people: list[_Somebody]) -> Made:
    files = {}
    for one, name, source in _all_files(people):
        files[f"submitted/{one.login}/ps1/{name}"] = source
    for one in people:
        files[f"submitted/{one.login}/ps1/timestamp.txt"] = b"2026-07-02 14:58:23.948203 UTC"
    time = "2026-07-02T14:58:23+00:00"
    return files, {one.name: Expected(one.login, submitted=time) for one in people}


def _all_files(people: list[_Somebody]) -> Iterator[tuple[_Somebody, str, bytes]]:
    return ((one, name, source) for one in people for name, source in one.files.items())


_MAKERS: Mapping[str, Callable[[list[_Somebody]], Made]] = {
    "folder": _folder,
    "zip": _zip,
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "brightspace": _brightspace,
    "gradescope": _gradescope,
    "nbgrader": _nbgrader,
}


# --- their lists of the class -------------------------------------------------------------------


def _plain_roster(people: list[_Somebody]) -> tuple[str, str]:
    rows = [[one.name, one.login, one.email, "A"] for one in people]
    return _csv([["Name", "Login", "E-Mail", "Section"], *rows], ";"), people[-1].login


def _canvas_roster(people: list[_Somebody]) -> tuple[str, str]:
    """Return the exported gradebook, with the row of maxima and the test student."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework (77)"]
    between = [["    Points Possible", "", "", "", "", "10"]]
    rows = [
        [", ".join(reversed(o.name.rsplit(" ", 1))), o.id, f"S{o.id}", o.login, "A", ""]
        for o in people
    ]
    test = [["Student, Test", "9", "", "", "A", ""]]
    last = people[-1]
    return _csv([header, *between, *rows, *test], ","), f"{_sortable(last)}_{last.id}"


def _moodle_roster(people: list[_Somebody]) -> tuple[str, str]:
    """Return the grading worksheet."""
    header = ["Identifier", "Full name", "Email address", "Status", "Grade"]
    rows = [[f"Participant {o.id}", o.name, o.email, "Submitted", ""] for o in people]
    return "\ufeff" + _csv([header, *rows], ","), f"{people[-1].name}_{people[-1].id}"


def _blackboard_roster(people: list[_Somebody]) -> tuple[str, str]:
    header = ["Last Name", "First Name", "Username", "Student ID", "Section"]
    rows = [[*reversed(o.name.rsplit(" ", 1)), f"b{o.id}", f"S{o.id}", "A"] for o in people]
    return _csv([header, *rows], "\t"), f"b{people[-1].id}"


def _gradescope_roster(people: list[_Somebody]) -> tuple[str, str]:
    header = ["First Name", "Last Name", "SID", "Email", "Sections"]
    rows = [[*o.name.rsplit(" ", 1), o.id, o.email, "A"] for o in people]
    return _csv([header, *rows], ","), people[-1].id


def _csv(rows: list[list[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


_ROSTERS: Mapping[str, Callable[[list[_Somebody]], tuple[str, str]]] = {
    "canvas": _canvas_roster,
    "moodle": _moodle_roster,
    "blackboard": _blackboard_roster,
    "gradescope": _gradescope_roster,
}
