"""Imports point down, and the engine knows no homework."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = (
    ("errors", "lazy", "model"),
    ("files", "inputs", "text"),
    ("people", "similarity", "suite"),
    ("derivation", "marking", "sandbox"),
    ("locating",),
    ("assignment", "gradebook", "intake", "report"),
    ("export",),
    ("authoring", "results", "selfcheck"),
    ("cluster",),
    ("receipts",),
    ("kit",),
    ("bundle",),
    ("cli",),
    ("__main__",),
)
STAGES = {
    "derivation": (
        "grammar",
        "source",
        "names",
        "evaluation",
        "judging",
        "slips",
        "reporting",
    ),
}
"""The subpackages of a package, the lowest first; the modules beside them are above them all."""

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
RUNS_INSIDE = ROOT / "grader" / "sandbox" / "inside"
ENGINE = sorted((ROOT / "grader").rglob("*.py"))
HOMEWORK = re.compile(r"softmax|tanh|gradient|logit|backprop|sigmoid", re.IGNORECASE)


def room(path: Path) -> str:
    inside = path.relative_to(ROOT / "grader")
    return inside.parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of the engine that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if RUNS_INSIDE in path.parents:
                continue  # there are no others: a package that is loaded under another name
            assert node.level == 0, f"{path}: imports are absolute"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for parts in (name.split(".") for name in modules):
            if parts[0] == "grader" and len(parts) > 1 and parts[1] in LEVEL:
                found.add(parts[1])
    return found


def test_every_room_has_a_layer():
    assert {room(path) for path in ENGINE} - {"__init__"} == set(LEVEL)


def test_imports_point_down():
    upward = {
        (str(path.relative_to(ROOT)), other)
        for path in ENGINE
        if (own := room(path)) in LEVEL
        for other in imported_rooms(path) - {own}
        if LEVEL[other] >= LEVEL[own]
    }

    assert not upward


@pytest.mark.parametrize("package", STAGES)
def test_every_subpackage_has_a_stage(package):
    folder = ROOT / "grader" / package

    assert {init.parent.name for init in folder.glob("*/__init__.py")} == {*STAGES[package]}


@pytest.mark.parametrize("package", STAGES)
def test_stages_import_those_before_them(package):
    stages = STAGES[package]
    for level, stage in enumerate(stages):
        for path in (ROOT / "grader" / package / stage).rglob("*.py"):
            needed = {name.split(".")[2] for name in needed_modules(path, package)}
            assert needed <= {*stages[: level + 1]}, path


def needed_modules(path: Path, package: str) -> set[str]:
    """Return the modules of one package of the engine that a file imports."""
    return {name for name in names_imported(path) if name.startswith(f"grader.{package}.")}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in ENGINE if RUNS_INSIDE not in path.parents}


def names_imported(path: Path) -> set[str]:
    """The whole names that a file imports, wherever in it: of modules, or of what is in them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


LAZY = {
    module: {name.rpartition(".")[2]: name.rpartition(".")[0] for name in names_imported(path)}
    for module, path in MODULES.items()
    if path.name == "__init__.py" and "door(__name__" in path.read_text()
}
"""Packages that load the module of a name when the name is used, with these modules."""


def imported_modules(path: Path) -> set[str]:
    """The modules that a file needs, in functions and for type checkers, too."""
    found = set()
    for name in names_imported(path):
        module, _, noun = name.rpartition(".")
        found.add(name if name in MODULES else LAZY.get(module, {}).get(noun, module))
    return found & set(MODULES)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The import circles that a walk of the graph meets."""
    found, state = [], dict.fromkeys(graph, "new")

    def visit(module: str, way: list[str]) -> None:
        state[module] = "open"
        for other in sorted(graph[module]):
            if state[other] == "open":
                found.append([*way[way.index(other) :], other])
            elif state[other] == "new":
                visit(other, [*way, other])
        state[module] = "done"

    for module in sorted(graph):
        if state[module] == "new":
            visit(module, [module])
    return found


def test_no_imports_run_in_a_circle():
    graph = {
        module: set() if module in LAZY else imported_modules(path)
        for module, path in MODULES.items()
    }

    assert not circles(graph)


def test_a_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]


def test_the_engine_knows_no_homework():
    kinds = (".py", ".j2", ".toml", ".sh", ".yml", ".txt", "")
    files = [
        path for path in (ROOT / "grader").rglob("*") if path.suffix in kinds and path.is_file()
    ]
    named = {
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if HOMEWORK.search(line)
    }

    assert not named


def test_the_engine_never_imports_the_assignment():
    for path in ENGINE:
        assert not re.search(r"^\s*(from|import) (reference|submissions)", path.read_text(), re.M)


@pytest.mark.parametrize(
    "path", sorted(RUNS_INSIDE.glob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_what_runs_inside_knows_itself_numpy_and_the_standard_library(path):
    known = {*sys.stdlib_module_names, "numpy"}
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                assert {alias.name.partition(".")[0] for alias in names} <= known
            case ast.ImportFrom(module=module, level=level):
                assert level == 1 or (level == 0 and str(module).partition(".")[0] in known)
