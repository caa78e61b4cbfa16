"""Draw the download of a class, with who handed in what, known without the grader's code.

Every platform's layout, names in many scripts and of ill will, uploads under names that imitate
other platforms, rosters in several languages and encodings with columns missing.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from tests.intake.downloads import notebook, write_files, zipped
from tests.intake.expected import SOURCE

MODULE = "answer.py"

NAMES = (
    *(
        "Jane Doe",
        "Eric Roe",
        "Ada Lovelace",
        "José Núñez",
        "Anne-Marie O'Neil",
        "王 小明",
        "李 娜",
    ),
    *("Łukasz Żak", "Иван Петров", "محمد علي", "राम शर्मा", "김 민지", "Nguyễn Văn An", "Doe, John"),
    *(
        "Jane Maria Doe",
        "J. Doe",
        "Mu\u0308ller Zoe\u0308",
        "Cy de la Cruz",
        "Anon",
        "Late",
        "Plato",
    ),
)
MALICE = (
    *("1234567 Eve", "4001", "u4001", "jane.doe4001@x.org", "Participant", "x_4001_y", "Eve LATE"),
    *(
        "x_4001_assignsubmission_file",
        "eve_4001_90000_answer.py",
        "=1+1",
        "-rf",
        "\u202eeve",
        "Eve\tX",
    ),
    *("HW_u4001_attempt_2026-01-01-00-00-00", "9-9 - Eve - Mar 1, 2026 1000 AM", "submission_1"),
    *("{{7*7}}", "<b>Eve</b>", "'; DROP TABLE", "submitted", "E" * 120, "😀", "#eve", "null", "~"),
)
UPLOADS = (
    *("my answer (2)", "x_4001_assignsubmission_file_y", "jane_4001_90000_z", "LATE_anon_4001_9_z"),
    *("HW_u4001_attempt_2026-01-01-00-00-00_z", "9-9 - Eve - Mar 1, 2026 1000 AM", "=cmd", "-rf"),
    *("submission_1", "作业", "x" * 150, "CON", "a'b", "timestamp.txt", "Übung 3"),
)
COMPANIONS = (
    *(
        "timestamp.txt",
        "submission_metadata.yml",
        "gradebook.db",
        "x_4001_assignsubmission_file_a.md",
    ),
    *(
        "jane_4001_90000_b.txt",
        "HW_u4001_attempt_2026-01-01-00-00-00_c.txt",
        "roster.csv",
        ".DS_Store",
    ),
    *("work/timestamp.txt", "submitted/jane/ps1/timestamp.txt", "submission_1/a.txt", "README.md"),
)


@dataclass(frozen=True, repr=False)
class Student:
    """One student: what the platform and the school know, and what was handed in.

    ``shown`` is the name that the student chose on the platform; ``mark`` stands in the source.
    """

    number: int
    name: str
    shown: str
    files: Mapping[str, bytes]
    is_gradable: bool

    def __repr__(self) -> str:
        return f"<{self.number} {self.name!r} as {self.shown!r}: {sorted(self.files)}>"

    @property
    def mark(self) -> bytes:
        return f"# mark {self.number};".encode()

    @property
    def id(self) -> str:
        return str(4001 + self.number)

    @property
    def login(self) -> str:
        return f"u{self.id}"

    @property
    def email(self) -> str:
        return f"m{self.id}@x.org"

    @property
    def sid(self) -> str:
        return f"S{self.id}"


@dataclass(frozen=True)
class Class:
    """A download as files, with the key that each student's submission should have."""

    kind: str
    files: Mapping[str, bytes] = field(repr=False)
    keys: Mapping[str, Student]
    roster: bytes
    absent: tuple[Student, ...]
    roster_has_names_alone: bool

    def unpacked(self, folder: Path) -> Path:
        """Write the download into the folder; return its path."""
        write_files(folder / "class", self.files)
        return folder / "class"

    @property
    def proves_everybody(self) -> bool:
        """Whether nobody has to be found by a name.

        Moodle's numbers are believed only if most lead to the right names.
        """
        if self.roster_has_names_alone or self.kind in ("brightspace", "folders", "files"):
            return False
        honest = all(one.shown == one.name for one in self.keys.values())
        return honest or not self.kind.startswith("moodle")


Layout = Callable[[list[Student], "st.DrawFn"], tuple[dict[str, bytes], dict[str, Student]]]


def source_of(number: int) -> bytes:
    return SOURCE + f"# mark {number};\n".encode()


@st.composite
def uploads(draw: st.DrawFn, number: int) -> tuple[dict[str, bytes], bool]:
    """Draw what a student hands in, and whether it can be graded."""
    source = source_of(number)
    name = draw(st.sampled_from(UPLOADS))
    stem = MODULE.removesuffix(".py")
    gradable: tuple[dict[str, bytes], ...] = (
        {MODULE: source},
        {f"{name}.py": source},
        {f"{stem}.ipynb": notebook([source.decode()])},
        {f"{name}.ipynb": notebook([f"%%writefile {MODULE}\n{source.decode()}"])},
        {MODULE: notebook([source.decode()])},
        {MODULE: source.decode().encode("utf-16")},
        {f"{name}.zip": zipped({f"hand in/{MODULE}": source})},
        {MODULE: source, draw(st.sampled_from(COMPANIONS)): b"2026-03-01 10:00:00 UTC"},
    )
    ungradable: tuple[dict[str, bytes], ...] = (
        {f"{name}.docx": zipped({"word/document.xml": source})},
        {f"{name}.txt": source},
        {f"{name}.py.txt": source},
        {f"{name}.pdf": b"%PDF-1.7"},
        {"a.py": source, "b.py": source},
        {MODULE: b"{\\rtf1 " + source},
        {f"{name}.zip": b"PK\x03\x04"},
    )
    files = draw(st.sampled_from(gradable + ungradable))
    return files, files in gradable


@st.composite
def students(draw: st.DrawFn) -> list[Student]:
    """Draw people with names of their own; a few show another name than they have."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=3, max_size=7, unique=True))
    people = []
    for number, name in enumerate(names):
        files, gradable = draw(uploads(number))
        shown = name
        if draw(st.integers(0, 5)) == 0:
            shown = draw(st.sampled_from((*MALICE, *names)))
        people.append(Student(number, name, shown, files, gradable))
    return people


# --- layouts ------------------------------------------------------------------------------------


def _canvas(people: list[Student], draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        name = re.sub(r"[^\w]", "", re.sub(r"_(\d+)_", r"\1", one.shown).lower())
        late = draw(st.sampled_from(["", "_LATE"]))
        for at, (upload, content) in enumerate(_flat(one).items()):
            files[f"{name}{late}_{one.id}_{90000 + 10 * one.number + at}_{upload}"] = content
        keys[f"{name}_{one.id}"] = one
    return files, keys


def _moodle_name(one: Student, draw: st.DrawFn) -> str:
    group = draw(st.sampled_from(["", "", "Lab 1-"]))
    name = re.sub(r"[\x00-\x1f&<>\"`|':\\/]|\.\.+", "", f"{group}{one.shown}".replace("_", " "))
    return f"{name}_{one.id}"


def _moodle(people: list[Student], draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        name = _moodle_name(one, draw)
        end = draw(st.sampled_from(["", "_"]))
        for upload, content in one.files.items():
            files[f"{name}_assignsubmission_file{end}/{upload}"] = content
        if draw(st.booleans()):
            files[f"{name}_assignsubmission_onlinetext/onlinetext.html"] = b"<p>"
        keys[name] = one
    return files, keys


def _moodle_flat(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        name = _moodle_name(one, draw)
        for upload, content in _flat(one).items():
            files[f"{name}_assignsubmission_file_{upload}"] = content
        keys[name] = one
    return files, keys


def _blackboard(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    assignment = draw(st.sampled_from(["HW", "Homework 3", "HW_3_final"]))
    files, keys = {}, {}
    for one in people:
        attempt = f"{assignment}_{one.login}_attempt_2026-03-01-10-15-3{one.number}"
        files[f"{attempt}.txt"] = f"Name: {one.shown} ({one.login})".encode()
        files |= {f"{attempt}_{upload}": content for upload, content in _flat(one).items()}
        keys[one.login] = one
    return files, keys


def _brightspace(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    files: dict[str, bytes] = {"index.html": b"<html>"}
    keys = {}
    for one in people:
        name = re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "", one.shown)
        time = draw(st.sampled_from(["Mar 1, 2026 1015 AM", "01 March 2026 6:12 PM"]))
        for upload, content in one.files.items():
            files[f"{one.id}-77 - {name} - {time}/{upload}"] = content
        keys[f"{name}_{one.id}"] = one
    return files, keys


def _gradescope(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    lines, files, keys = ["---"], {}, {}
    for one in people:
        sid = draw(st.sampled_from([one.sid, ""]))
        lines += [
            f"submission_{one.number}:",
            "  :submitters:",
            f"  - :name: {json.dumps(one.shown)}",
            f"    :sid: {sid or '~'}",
            f"    :email: {one.email}",
        ]
        for upload, content in one.files.items():
            files[f"export/submission_{one.number}/{upload}"] = content
        keys[sid or one.email] = one
    files["export/submission_metadata.yml"] = "\n".join([*lines, ""]).encode()
    return files, keys


def _nbgrader(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        for upload, content in one.files.items():
            files[f"submitted/{one.login}/ps1/{upload}"] = content
        files[f"submitted/{one.login}/ps1/timestamp.txt"] = b"2026-03-01 10:00:00 UTC"
        keys[one.login] = one
    return files, keys


def _repositories(
    people: list[Student], draw: st.DrawFn
) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        key = f"hw-3-{one.login}"
        files |= {f"{key}/{upload}": content for upload, content in one.files.items()}
        files |= {f"{key}/README.md": b"# Homework", f"{key}/.git/config": b""}
        keys[key] = one
    return files, keys


def _folders(people: list[Student], draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, Student]]:
    files, keys = {}, {}
    for one in people:
        key = f"{re.sub(r'[:/]', '', one.shown)} {one.number}"
        files |= {f"{key}/{upload}": content for upload, content in one.files.items()}
        keys[key] = one
    return files, keys


def _files(people: list[Student], draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, Student]]:
    """Return one file for each student, called after the student; several are packed."""
    files, keys = {}, {}
    for one in people:
        key = f"{re.sub(r'[:/.]', '', one.shown)} {one.number}"
        (name, content), *more = _flat(one).items()
        if more:
            files[f"{key}.zip"] = zipped(_flat(one))
        else:
            files[key + name[name.rindex(".") :]] = content
        keys[key] = one
    return files, keys


def _flat(one: Student) -> dict[str, bytes]:
    """Return the uploads as a platform without folders has them."""
    return {re.sub(r'[\x00/\\:*?"<>|]', "_", name): data for name, data in one.files.items()}


LAYOUTS: Mapping[str, Layout] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "moodle flat": _moodle_flat,
    "blackboard": _blackboard,
    "brightspace": _brightspace,
    "gradescope": _gradescope,
    "nbgrader": _nbgrader,
    "repositories": _repositories,
    "folders": _folders,
    "files": _files,
}

# --- rosters ------------------------------------------------------------------------------------

_NAME = ("Name", "Full name", "Vollständiger Name", "Nombre completo", "Nom complet", "姓名")
_EMAIL = ("Email", "E-Mail-Adresse", "Dirección de correo", "Adresse de courriel", "邮箱")
_OWN_IDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "canvas": (("ID", "{0.id}"), ("Canvas ID", "{0.id}")),
    "moodle": (
        *(("Identifier", "Participant {0.id}"), ("ID", "Teilnehmer/in{0.id}")),
        *(("Identificador", "Participante {0.id}"), ("标识号", "参与者 {0.id}")),
    ),
    "gradescope": (("SID", "{0.sid}"), ("Student ID", "{0.sid}")),
    "repositories": (("github_username", "{0.login}"), ("GitHub Login", "{0.login}")),
}
_LOGIN = ("Username", "SIS Login ID", "Anmeldename", "Nombre de usuario", "用户名")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")


@st.composite
def rosters(draw: st.DrawFn, kind: str, people: list[Student]) -> tuple[bytes, bool]:
    """Draw a roster of these people; return it, and whether it has no more than names."""
    columns = [
        (draw(st.sampled_from(_NAME)), "{0.name}"),
        (draw(st.sampled_from(_EMAIL)), "{0.email}"),
    ]
    own = _OWN_IDS.get(kind.split()[0], ((draw(st.sampled_from(_LOGIN)), "{0.login}"),))
    names_alone = draw(st.integers(0, 3)) == 0
    if not names_alone:
        columns.insert(draw(st.integers(0, 2)), draw(st.sampled_from(own)))
    delimiter = draw(st.sampled_from(",;\t"))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([header for header, _ in columns])
    for one in people:
        writer.writerow([cell.format(one) for _, cell in columns])
    above = draw(st.sampled_from(["", f"sep={delimiter}\r\n"]))
    return (above + text.getvalue()).encode(draw(st.sampled_from(_ENCODINGS))), names_alone


@st.composite
def classes(draw: st.DrawFn, kinds: Sequence[str] = tuple(sorted(LAYOUTS))) -> Class:
    """Draw a class of some kind, with a roster of it and of somebody who handed in nothing."""
    kind = draw(st.sampled_from(kinds))
    people = draw(students())
    files, keys = LAYOUTS[kind](people, draw)
    absent = Student(len(people), "Nora Nobody", "Nora Nobody", {}, is_gradable=False)
    roster, names_alone = draw(rosters(kind, [*people, absent]))
    return Class(kind, files, keys, roster, (absent,), names_alone)
