"""Documents: commands are understood, links lead somewhere, and the map of packages is complete."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from grader.cli import main
from grader.cli.verbs import VERBS
from tests.conftest import ROOT
from tests.package_map import README, replaced

DOTFILES = (".ci/run", ".pre-commit-config.yaml", ".github/workflows/ci.yml", "pyproject.toml")
LINK = re.compile(r"\]\((?P<link>[^)\s]+)\)|(?:src|srcset|href)=\"(?P<source>[^\"]+)\"")
PATH = re.compile(r"`(?P<path>\.?(?:[\w.-]+/)+(?:[\w.-]+)?)`")
MADE = ("results/", ".venv/")
"""Folders that a command makes."""
MACHINE = re.compile(r"/(?:root|home|Users|work|tmp)/|[A-Z]:\\")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def tracked(*patterns: str) -> list[Path]:
    """The files of the project that git knows or could add."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard", *patterns]
    done = subprocess.run(listed, capture_output=True, text=True, check=True)
    return sorted(ROOT / name for name in done.stdout.split("\0") if name)


DOCUMENTS = tracked("*.md")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=named)


def typed(document: Path) -> list[list[str]]:
    """The commands in a document's indented blocks, in words, one for each part of ``a && b``."""
    found = []
    for line in document.read_text("utf-8").splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            words = shlex.split(line, comments=True) if line.count("'") % 2 == 0 else []
            found += [part.split("\0") for part in "\0".join(words).split("\0&&\0")]
    return [[Path(words[0]).name, *words[1:]] for words in found if words[0]]


def commands_of(program: str) -> list[tuple[str, list[str]]]:
    """The arguments that documents give this program, and in which document."""
    return [
        (named(document), words[1:])
        for document in DOCUMENTS
        for words in typed(document)
        if words[0] == program
    ]


def test_commands_are_found_where_they_are_typed():
    """An empty list of commands would pass every test of them."""
    verbs = {
        arguments[0] for document, arguments in commands_of("grader") if document == README.name
    }

    assert {"grade", "regrade", "override", "export", "check", "verify", "doctor"} <= verbs


@pytest.mark.parametrize(("document", "arguments"), commands_of("grader"))
def test_commands_in_documents_are_understood(document, arguments, monkeypatch):
    """Each is parsed as if it was typed, and not carried out."""
    understood = []
    parse = argparse.ArgumentParser.parse_args

    def stop(parser: argparse.ArgumentParser, given: list[str]) -> argparse.Namespace:
        understood.append(parse(parser, given))
        raise KeyboardInterrupt

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    with pytest.raises(KeyboardInterrupt):
        main(arguments)

    assert callable(understood[0].command)


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_explains_itself(verb, capsys):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])

    assert ended.value.code == 0
    assert f"usage: grader {verb}" in capsys.readouterr().out


def test_the_front_page_names_every_command():
    text = README.read_text("utf-8")

    assert {verb for verb in VERBS if f"grader {verb}" not in text} == set()


@each_document
def test_modules_that_are_started_exist(document):
    started = re.findall(r"python3? -m ((?:tests|grader)[\w.]*)", document.read_text("utf-8"))

    assert [name for name in started if importlib.util.find_spec(name) is None] == []


@each_document
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    links = [match["link"] or match["source"] for match in LINK.finditer(text)]
    local = [link for link in links if not link.startswith(("https://", "mailto:", "#"))]

    assert [link for link in local if not (document.parent / link.partition("#")[0]).exists()] == []
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors(text))


def anchors(text: str) -> list[str]:
    """The names that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@each_document
def test_paths_in_documents_exist(document):
    paths = [match["path"] for match in PATH.finditer(document.read_text("utf-8"))]
    fixed = [path for path in paths if "NAME" not in path and not path.startswith(MADE)]

    places = (ROOT, document.parent)
    assert [p for p in fixed if not any((place / p).exists() for place in places)] == []


@pytest.mark.parametrize("path", [*DOCUMENTS, *(ROOT / name for name in DOTFILES)], ids=named)
def test_no_document_names_a_machine_s_path(path):
    assert MACHINE.findall(path.read_text("utf-8")) == []


def test_the_map_of_packages_is_complete_and_says_what_they_say():
    text = README.read_text("utf-8")

    assert replaced(text) == text, "run python -m tests.package_map"


@pytest.mark.parametrize("init", sorted((ROOT / "grader").rglob("__init__.py")), ids=named)
def test_every_package_is_on_the_map(init):
    """The map is searched for the folders themselves, however it was made."""
    package = init.parent.relative_to(ROOT).as_posix()

    assert package == "grader" or f"| [`{package}/`]({package}) | " in README.read_text("utf-8")


def test_ci_runs_every_python_that_is_promised():
    promised = {line.rpartition(" ")[2] for line in PROJECT["classifiers"]}
    matrix = workflow()["strategy"]["matrix"]
    run = {*matrix["python"], *(row["python"] for row in matrix["include"])}

    assert run == promised


def test_ci_runs_the_oldest_dependencies_on_the_oldest_python():
    rows = workflow()["strategy"]["matrix"]["include"]
    oldest = PROJECT["requires-python"].removeprefix(">=")

    assert {"python": oldest, "versions": "oldest"} in rows
    assert ".ci/run ${{ matrix.versions }}" in [step.get("run") for step in workflow()["steps"]]


def workflow():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    return yaml.safe_load(text)["jobs"]["tests"]


def test_the_oldest_dependencies_are_those_of_the_project(capsys):
    source = (ROOT / ".ci" / "oldest.py").read_text("utf-8")
    exec(compile(source, "oldest.py", "exec"), {"__file__": str(ROOT / ".ci" / "oldest.py")})
    printed = capsys.readouterr().out.split()

    assert [line.replace("==", ">=") for line in printed] == [
        dependency.partition(",")[0] for dependency in PROJECT["dependencies"]
    ]


def test_the_changelog_begins_with_what_is_unreleased_and_dates_the_rest():
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "Unreleased"
    for heading in headings[1:]:
        assert re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", heading)
