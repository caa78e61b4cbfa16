"""The schema, the reference and the reader agree on every key; the tutorial works as it stands."""

import contextlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.assignment.json_schema import json_schema
from grader.assignment.keys import ASSIGNMENT, TABLES
from grader.cli import main
from tests.conftest import ROOT
from tests.key_reference import DOCUMENT, replaced

WRITTEN = [ROOT / "reference", *sorted((ROOT / "tests" / "assignments").iterdir())]
KINDS = {
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def misfits(schema: dict[str, Any], value: Any, root: dict[str, Any], place: str = "") -> list[str]:
    """Where a value is not as a schema says: as much of the standard as this schema uses."""
    if "$ref" in schema:
        return misfits(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, place)
    if "anyOf" in schema:
        tried = [misfits(one, value, root, place) for one in schema["anyOf"]]
        return [] if any(not found for found in tried) else [place]
    together = [place for one in schema.get("allOf", ()) if not fits_one(one["oneOf"], value)]
    if together:
        return together
    if "enum" in schema:
        return [] if value in schema["enum"] else [place]
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(isinstance(value, KINDS[kind]) for kind in kinds):
        return [place]
    if isinstance(value, list):
        items = enumerate(value)
        return [m for i, v in items for m in misfits(schema["items"], v, root, f"{place}/{i}")]
    return in_mapping(schema, value, root, place) if isinstance(value, dict) else []


def fits_one(schemas: list[dict[str, Any]], value: dict[str, Any]) -> bool:
    """Whether the keys that exactly one of these asks for are there."""
    return [set(one["required"]) <= set(value) for one in schemas].count(True) == 1


def in_mapping(
    schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any], place: str
) -> list[str]:
    found = [f"{place}/{name}" for name in schema.get("required", ()) if name not in value]
    names = schema.get("propertyNames")
    further = schema.get("additionalProperties", True)
    for name, item in value.items():
        inner = schema.get("properties", {}).get(name, further)
        where = f"{place}/{name}"
        if inner is False or (names and name not in names["enum"]):
            found.append(where)
        elif inner is not True:
            found += misfits(inner, item, root, where)
    return found


class Yaml12(yaml.SafeLoader):
    """Reads 1e-6 as a number, as editors do; YAML 1.1 asks for a point."""


Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+"),
    list("0123456789"),
)


def document(folder):
    return yaml.load((folder / "assignment.yaml").read_text("utf-8"), Yaml12)


@pytest.mark.parametrize("folder", WRITTEN, ids=lambda folder: folder.name)
def test_the_schema_takes_every_assignment_that_there_is(folder):
    schema = json_schema()

    assert misfits(schema, document(folder), schema) == []


@pytest.mark.parametrize(
    "change, place",
    [
        (lambda d: d.update(titel="x"), "/titel"),
        (lambda d: d.pop("module"), "/module"),
        (lambda d: d.update(accept=["tuples"]), "/accept/0"),
        (lambda d: d.update(hints="none"), "/hints"),
        (lambda d: d["limits"].update(wall_second=1), "/limits/wall_second"),
        (lambda d: d["steps"][0].pop("formula"), "/steps/0/formula"),
        (lambda d: d["questions"][0].update(parameters={"x": "arry"}), "/questions/0/parameters"),
        (lambda d: d["questions"][0].update(points=30), "/questions/0/points"),
        (lambda d: d.update(methods={"half": 0.5}), "/methods/half"),
        (lambda d: d["questions"][0].pop("step"), "/questions/0"),
        (lambda d: d["questions"][0].pop("call"), "/questions/0"),
        (lambda d: d["questions"][0].update(function="f"), "/questions/0"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change, place):
    schema = json_schema()
    written = document(ROOT / "tests" / "assignments" / "batchnorm")
    change(written)

    assert misfits(schema, written, schema) == [place]


def test_every_table_is_used_by_a_key():
    types = " ".join(key.type for table in (ASSIGNMENT, *TABLES.values()) for key in table.keys)

    assert [name for name in TABLES if name != "part" and name not in types] == []


def test_the_reference_has_the_tables_of_the_reader():
    text = DOCUMENT.read_text("utf-8")

    assert replaced(text) == text, "run python -m tests.key_reference"


def tutorial():
    section = DOCUMENT.read_text("utf-8").partition("graded class\n")[2].partition("\n## ")[0]
    lines = (line.strip() for line in section.splitlines() if line.startswith("    grader "))
    return [shlex.split(line)[1:] for line in lines]


def test_the_tutorial_has_ten_commands():
    assert len(tutorial()) == 10


@pytest.mark.thorough
def test_the_tutorial_works_as_it_stands(tmp_path, capsys):
    with contextlib.chdir(tmp_path):
        for command in tutorial():
            assert main(command) == 0, (command, capsys.readouterr().err)
            if command[0] == "new":
                hand_in("ada", {})
                hand_in("bob", {"dxhat = dout * self.gamma": "dxhat = dout"})
        rows = (tmp_path / "marks.csv").read_text("utf-8")

    assert "ada" in rows
    assert "bob" in rows
    assert (tmp_path / "results" / "index.html").exists()


def hand_in(student, changes):
    text = Path("layers/variants/textbook.py").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    folder = Path("class") / student
    folder.mkdir(parents=True)
    (folder / "batchnorm.py").write_text(text)
