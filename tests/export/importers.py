"""Importers of other systems, written from their rules and without code of the grader."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.conftest import strict_json

DROPPED = (
    *("Current Score", "Current Points", "Current Grade", "Final Score", "Final Points"),
    *("Final Grade", "Override Score", "Override Grade", "Override Status"),
)


@dataclass
class User:
    id: int
    name: str
    sortable: str
    sis: str = ""
    login: str = ""


@dataclass
class Canvas:
    """A course: users, assignments by id, and scores by (user id, assignment id)."""

    users: list[User]
    assignments: dict[int, str]
    scores: dict[tuple[int, int], str] = field(default_factory=dict)
    maxima: dict[int, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    changed: dict[tuple[int, int], str] = field(default_factory=dict)

    def take(self, content: bytes) -> Canvas:
        """Import a file."""
        text = content.decode("utf-8-sig")
        lines = io.StringIO(text, newline="\n").readlines()[:3]
        separator = ";" if fields(lines, ";") > fields(lines, ",") else ","
        rows = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if r]
        header = rows[0]
        assert {"Student", "LastName"} & {header[0]} and "ID" in header, "Invalid header row"
        columns = identity(header)
        assert "Section" in header[columns - 1], "Invalid header row"
        targets = {
            at: self.assignment(title)
            for at, title in enumerate(header)
            if at >= columns and not any(word in title for word in DROPPED)
        }
        read_only = set()
        for row in rows[1:]:
            if "Points Possible" in row[0]:
                read_only = {at for at in targets if re.search(r"read\s+only", row[at])}
                self.maxima |= {id: row[at] for at, id in targets.items()}
            elif not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", c, re.I) for c in row):
                self.student(header, row, {a: t for a, t in targets.items() if a not in read_only})
        return self

    def assignment(self, header: str) -> int:
        found = re.fullmatch(r"(.*) \((\d+)\)", header)
        if found and int(found[2]) in self.assignments:
            return int(found[2])
        for id, title in self.assignments.items():
            if title == header:
                return id
        self.created.append(header)
        return -len(self.created)

    def student(self, header, row, targets) -> None:
        cell = dict(zip(header, row, strict=True))
        name = cell.get("Student") or f"{cell['FirstName']} {cell['LastName']}"
        user = next(
            (
                user
                for fits in (
                    lambda u: str(u.id) == cell["ID"],
                    lambda u: u.sis and u.sis == cell.get("SIS User ID"),
                    lambda u: u.login and u.login == cell.get("SIS Login ID"),
                    lambda u: name in (u.name, u.sortable),
                )
                for user in self.users
                if fits(user)
            ),
            None,
        )
        if user is None:
            self.strangers.append(name)
            return
        for at, id in targets.items():
            old, new = self.scores.get((user.id, id), ""), plain(row[at])
            if not unchanged(old, new):
                self.changed[user.id, id] = new
                self.scores[user.id, id] = new


def identity(header) -> int:
    """Return how many columns identify the student."""
    names = 3 if header[0] == "Student" else 4
    for block in (
        ("SIS User ID", "SIS Login ID", "Integration ID", "Root Account"),
        ("SIS User ID", "SIS Login ID", "Root Account"),
        ("SIS User ID", "SIS Login ID", "Integration ID"),
        ("SIS User ID", "SIS Login ID"),
        ("SIS Login ID",),
        (),
    ):
        if tuple(header[names - 1 : names - 1 + len(block)]) == block:
            return names + len(block)
    raise AssertionError


def fields(lines, separator) -> int:
    counts = {len(row) for line in lines for row in csv.reader([line], delimiter=separator)}
    return counts.pop() if len(counts) == 1 else 0


def plain(cell: str) -> str:
    """Return a number with a decimal point; other text unchanged."""
    text = cell.strip()
    if re.fullmatch(r"-?[0-9.,]+%?", text):
        *whole, last = re.split("[.,]", text)
        return f"{''.join(whole)}.{last}" if whole else last
    return text


def unchanged(old: str, new: str) -> bool:
    blank = ("", "-")
    if old == new or (old in blank and new in blank):
        return True
    if old in blank or new in blank or "EX" in (old.upper(), new.upper()):
        return False
    return f"{float(old):.2f}" == f"{float(new):.2f}"


@dataclass
class Participant:
    grade: float | None = None
    comment: str = ""
    locked: bool = False
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Moodle:
    """A Moodle assignment in the language of these headers."""

    participants: dict[int, Participant]
    maximum: float = 100.0
    id: str = "Identifier"
    grade: str = "Grade"
    modified: str = "Last modified (grade)"
    feedback: str = "Feedback comments"
    hidden_user: str = "Participant "
    decimal: str = "."
    separator: str = ","

    def take(self, content: bytes) -> Moodle:
        """Import a worksheet; every row must have as many cells as the header."""
        text = content.decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        at = {name: header.index(name) for name in (self.id, self.grade, self.modified)}
        for row in rows:
            assert len(row) == len(header)
            known = self.participants.get(int(row[at[self.id]][len(self.hidden_user) :]))
            if known is None:
                continue
            self.mark(known, row[at[self.grade]].strip())
            if self.feedback in header:
                known.comment = row[header.index(self.feedback)]
        return self

    def mark(self, known: Participant, text: str) -> None:
        grade = float(text.replace(self.decimal, ".")) if text else None
        if grade is None or grade == known.grade or known.locked:
            return
        if 0 <= grade <= self.maximum:
            known.grade = grade

    def take_files(self, content: bytes) -> Moodle:
        """Import a zip of feedback files."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                file = name.rsplit("/", 1)[-1]
                parts = name.split("/")[0].split("_", 4)
                if file.startswith((".", "~")) or len(parts) < 4 or not parts[1].isdigit():
                    continue
                known = self.participants.get(int(parts[1]))
                if known and parts[2:4] == ["assignsubmission", "file"]:
                    known.files[file] = archive.read(name)
        return self


def check_gradescope(content: bytes, possible: float) -> float:
    """Return the score that students would see: without one, the sum of the tests."""
    document = strict_json(content)
    scored = [test["score"] for test in document["tests"] if "score" in test]
    assert "score" in document or scored, "the autograder failed to execute correctly"
    known = {"score", "output", "output_format", "test_output_format", "test_name_format"}
    assert set(document) <= known | {"visibility", "stdout_visibility", "extra_data", "tests"}
    text_formats = {"text", "html", "simple_format", "md", "ansi"}
    assert document["output_format"] in text_formats
    assert document.get("visibility", "visible") == "visible"
    keys = {"score", "max_score", "status", "name", "name_format", "number", "output"}
    for test in document["tests"]:
        assert set(test) <= keys | {"output_format", "tags", "visibility", "extra_data"}
        assert "visibility" not in test or test["visibility"] == "visible"
        assert test["status"] in ("passed", "failed")
        assert isinstance(test["number"], str)
        assert ("score" in test) == ("max_score" in test)
    formats = {"html": Tags, "text": str}
    formats[document["output_format"]](document["output"])
    for test in document["tests"]:
        formats[document["test_output_format"]](test["output"])
    assert sum(test.get("max_score", 0) for test in document["tests"]) == possible
    return document.get("score", sum(scored))


def check_prairielearn(content: bytes) -> float | None:
    """Return the score from 0 to 1; None if no attempt is used."""
    assert len(content) <= 2**20
    document = strict_json(content)
    if not document["gradable"]:
        assert set(document) <= {"gradable", "format_errors", "message", "output"}
        errors = document["format_errors"]
        assert all(
            isinstance(one, str) for one in ([errors] if isinstance(errors, str) else errors)
        )
        return None
    known = {"gradable", "score", "message", "output", "images", "tests"}
    assert set(document) <= known and document["gradable"] is True
    assert 0 <= document["score"] <= 1
    _check_shown(document)
    for test in document["tests"]:
        shown = {"name", "description", "message", "output", "images"}
        assert {"name", "points", "max_points"} <= set(test) <= shown | {"points", "max_points"}
        assert all(type(test[key]) in (int, float) for key in ("points", "max_points"))
        _check_shown(test)
    return document["score"]


def _check_shown(shown: dict) -> None:
    """Raise AssertionError for texts and pictures that PrairieLearn does not show."""
    for key in {"name", "description", "message", "output"} & set(shown):
        assert isinstance(shown[key], str)
    for image in shown.get("images", []):
        assert set(image) == {"label", "url"}
        assert re.match(r"data:image/(svg\+xml|png);base64,[A-Za-z0-9+/]+=*$", image["url"])


def _check_score(document: dict) -> None:
    assert all(type(document[key]) is int for key in ("score", "max-score"))
    assert document["score"] <= document["max-score"]


def check_classroom50(content: bytes) -> tuple[int, int]:
    """Return the score and the maximum; the document follows the schema."""
    document = strict_json(content)
    texts = "classroom assignment owner submission commit release review datetime".split()
    assert all(isinstance(document[key], str) for key in texts)
    assert document["schema"] == "classroom50/result/v1"
    assert document["assignment_type"] in ("individual", "group")
    for test in document["tests"]:
        assert isinstance(test["test-name"], str) and isinstance(test["passed"], bool)
        _check_score(test)
    _check_score(document)
    return document["score"], document["max-score"]


class Tags(HTMLParser):
    """Collects the tags and the text of a piece of HTML; each tag closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.text, self._open = set(), "", []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        assert not attrs
        self.tags.add(tag)
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data
