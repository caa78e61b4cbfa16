"""Gradescope, "Export Submissions": a folder for each submission, and metadata with the authors.

    assignment_<id>_export/submission_metadata.yml     programming assignments
    assignment_<id>_export/submission_metadata.csv     online assignments
    assignment_<id>_export/submission_<id>/...

The YAML file also holds the output of each autograder run: megabytes of text from students.  Only
the lines on authors and times are parsed as YAML; all others are cut away by their indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.errors import UsageError
from grader.intake import csv_table
from grader.intake.download import Download, FoundSubmission, is_nearly_all
from grader.intake.file_tree import Entry, File, Folder, NothingToGradeError, folder_of
from grader.model import Person
from grader.text.clean import one_line
from grader.text.times import WrittenTime

LARGEST_METADATA = 64 << 20
_LARGEST_KEPT = 8 << 20
_DEEPEST = 8

_YAML = "submission_metadata.yml"
_CSV = "submission_metadata.csv"
_SUBMISSION = re.compile(r"submission_\d+(?:\.\w+)?")
_KEPT = (b":submitters", b":created_at")
_KEY = re.compile(rb"^(?P<record>[^\s#-][^\n]*)$|^  (?P<field>:?\w+):", re.MULTILINE)

_Record = Mapping[str, Any]


def recognise(top: Folder) -> Download | None:
    """Return the submissions of an export, or None if the folder is no export.

    Raises
    ------
    UsageError
        The metadata cannot be read.
    """
    metadata = next((file for file in top.files if file.name in (_YAML, _CSV)), None)
    others = [entry for entry in top.of_class() if entry is not metadata]
    theirs = [entry for entry in others if _SUBMISSION.fullmatch(entry.name)]
    if not is_nearly_all(len(theirs), len(others)) and (others or metadata is None):
        return None
    by_name = {entry.name.partition(".")[0]: entry for entry in theirs}
    skipped = tuple(entry.name for entry in others if entry not in theirs)
    if metadata is None:
        found = tuple(FoundSubmission(Person(name), entry) for name, entry in by_name.items())
        warning = f"there is no {_YAML}, so no name is known; export the submissions again"
        return Download("gradescope", found, skipped, warnings=(warning,))
    found = tuple(_distinct(_found(by_name, _records(metadata))))
    return Download("gradescope", found, skipped)


def _records(metadata: File) -> Mapping[str, _Record]:
    """Return the record of each submission; raise UsageError if the metadata cannot be read."""
    read = _from_yaml if metadata.name == _YAML else _from_csv
    try:
        return read(metadata.read(LARGEST_METADATA))
    except NothingToGradeError as error:
        raise UsageError(f"{error}; without this file no student's name is known") from error
    except ValueError as error:
        raise UsageError(f"{metadata.name}: {error}") from error


def _found(
    by_name: Mapping[str, Entry], records: Mapping[str, _Record]
) -> Iterator[FoundSubmission]:
    for name, record in records.items():
        yield _one(name, record, by_name.get(name.partition(".")[0]) or folder_of(name, ()))
    known = {name.partition(".")[0] for name in records}
    for name, entry in by_name.items():
        if name not in known:
            remark = "the export's metadata does not say whose this is"
            yield FoundSubmission(Person(name), entry, remarks=(remark,))


def _one(name: str, record: _Record, entry: Entry) -> FoundSubmission:
    people = tuple(sorted(_people(record), key=lambda person: person.student))
    written = _text(record.get(":created_at"))
    time = WrittenTime.of(written) if written else WrittenTime("", "", False)
    if not people:
        return FoundSubmission(Person(name), entry, submitted=time.submitted, written=time.written)
    first = people[0]
    if len(people) == 1:
        return FoundSubmission(first, entry, people, submitted=time.submitted, written=time.written)
    names = tuple(person.name or person.student for person in people)
    group = Person(
        first.student,
        name=", ".join(names),
        email=first.email,
        platform_id=first.platform_id,
        members=names,
        id_kind=first.id_kind,
    )
    return FoundSubmission(group, entry, people, submitted=time.submitted, written=time.written)


def _people(record: _Record) -> Iterator[Person]:
    """Yield the submitters; one without an id and an address is known by name."""
    submitters = record.get(":submitters")
    for one in submitters if isinstance(submitters, Sequence) else ():
        fields = one if isinstance(one, Mapping) else {}
        sid, email, name = (_text(fields.get(key)) for key in (":sid", ":email", ":name"))
        if sid or email or name:
            key = sid or email or name
            yield Person(key, name=name, email=email, platform_id=sid, id_kind="student")


def _distinct(found: Iterable[FoundSubmission]) -> Iterator[FoundSubmission]:
    """Yield the submissions; later ones with an id in use get their number in the key too."""
    seen: set[str] = set()
    for one in found:
        key = one.person.student
        if key in seen:
            key = f"{key}_{one.entry.name}"
            person = Person(key, one.person.name, one.person.email, members=one.person.members)
            remark = f"the id {one.person.student} belongs to another submission too"
            yield replace(one, person=person, remarks=(remark,))
        else:
            yield one
        seen.add(key)


def _text(value: object) -> str:
    """Return the text of a scalar; YAML's empty values are read as words here."""
    return value.strip() if isinstance(value, str) and value.strip() not in ("~", "null") else ""


# --- submission_metadata.csv --------------------------------------------------------------------


def _from_csv(content: bytes) -> dict[str, _Record]:
    """Return the record of each submission; raise ValueError if the table is invalid."""
    metadata = csv_table.read(content)
    if "submission id" not in metadata.columns:
        raise ValueError('has no column "Submission ID"')
    records: dict[str, _Record] = {}
    for row in metadata.rows:
        sid, email = row.get("sid", "student id"), row.get("email")
        person = {":name": csv_table.full_name(row), ":sid": sid, ":email": email}
        time = row.get("submission time", "submitted at")
        if number := row.get("submission id").removesuffix(".0"):
            records[f"submission_{number}"] = {":submitters": [person], ":created_at": time}
    return records


# --- submission_metadata.yml --------------------------------------------------------------------


def _from_yaml(content: bytes) -> dict[str, _Record]:
    """Return authors and time of each submission; raise ValueError if the YAML is invalid."""
    kept = b"".join(_who_and_when(content))
    if len(kept) > _LARGEST_KEPT:
        raise ValueError("names more people than a class has")
    document = _loaded(kept.decode("utf-8", "replace"))
    if not isinstance(document, Mapping) or not document:
        raise ValueError("names no submission; is it the file that Gradescope wrote?")
    return {
        str(name): record if isinstance(record, Mapping) else {}
        for name, record in document.items()
    }


def _who_and_when(content: bytes) -> Iterator[bytes]:
    """Yield the parts of the file that hold authors and times."""
    begin, keeping = 0, False
    for key in _KEY.finditer(content):
        if keeping:
            yield content[begin : key.start()]
        begin = key.start()
        keeping = bool(key["record"]) or key["field"] in _KEPT
    if keeping:
        yield content[begin:]


def _loaded(text: str) -> Any:
    """Parse YAML with every scalar as text; raise ValueError if that fails.

    The document is built from the parser's events, because PyYAML's composer recurses for each
    nested level, and the C version crashes the process on deep nesting.
    """
    import yaml  # only for this one platform

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=loader):
            building.take(event, yaml)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"is not YAML: {one_line(str(mark or error))}") from error
    return building.document


class _Building:
    """A document under construction from YAML events.

    Deep nesting is refused.  An alias refers only to texts; any other alias is empty.
    """

    def __init__(self) -> None:
        self.document: Any = None
        self._open: list[Any] = []
        self._keys: list[str | None] = []
        self._anchors: dict[str, str] = {}

    def take(self, event: Any, yaml: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor:
                self._anchors[event.anchor] = event.value
            self._add(event.value)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._anchors.get(event.anchor, ""))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _begin(self, collection: Any) -> None:
        if len(self._open) >= _DEEPEST:
            raise ValueError(f"is nested more than {_DEEPEST} deep")
        self._add(collection)
        self._open.append(collection)
        self._keys.append(None)

    def _add(self, value: Any) -> None:
        if not self._open:
            self.document = value
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        elif self._keys[-1] is None:
            self._keys[-1] = value if isinstance(value, str) else ""
        else:
            self._open[-1][self._keys[-1]] = value
            self._keys[-1] = None
