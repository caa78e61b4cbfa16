"""A student's check as one file: the modules that it imports, and nothing else, in a zip.

What belongs in it is found by following imports from the command, inside functions too.  It runs
on any Python that is new enough and has numpy; whatever else it imports at the top of a module is
bundled, as source, or the kit cannot be made.

It holds sources only, so any Python can make it for any other.  The first check lays them out in
``__pycache__`` beside it, where Python keeps what it compiles.  That check takes 0.3 s longer than
with compiled code in an archive of twice the size; the next ones do not.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import io
import json
import stat
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from grader.errors import GraderError
from grader.sandbox.programs import PACKAGE, source_names
from grader.selfcheck.versions import Versions
from grader.suite.file import digest_of

_ENTRY = "grader.cli.check"
_LEFT_OUT = (
    *("grader.assignment", "grader.results"),
    *("grader.intake.collection", "grader.report.dashboard"),
    *("grader.marking.answers", "grader.marking.continuation", "grader.marking.edit_fits"),
    *("grader.marking.follow", "grader.marking.on_top", "grader.marking.step_fits"),
    "grader.marking.substitution",
    "grader.receipts.make",
    *("grader.suite.answers", "grader.suite.automatic", "grader.suite.program"),
    *("grader.suite.recipe", "grader.report.try_it", "grader.suite.formula_trees"),
)
"""Modules and packages that only instructors need: a kit has no right formula and no class."""

_RUN_INSIDE = tuple(f"{PACKAGE}.{name.removesuffix('.py')}" for name in source_names())
_BUNDLED = ("jinja2", "latex2mathml", "markupsafe", "mpmath", "yaml")
"""All of pure Python: the last three of them check and show a written derivation."""

_INSTALLED_AS = {"yaml": "PyYAML"}
"""The distributions of packages that have another name."""

_COMPILED = (".so", ".pyd", ".pyc", ".pyi", ".c", ".h")
_NOT_NEEDED = ("__pycache__", "tests")
_THERE = ("grader", "kit", "numpy")
_DATE = (2020, 1, 1, 0, 0, 0)

_MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "check.pyz needs Python 3.11 or newer, and this is Python %d.%d\\n" % sys.version_info[:2]
    )
    sys.exit(2)
import importlib.util

if importlib.util.find_spec("numpy") is None:
    sys.stderr.write(
        "check.pyz needs numpy, which this Python has not; this installs it:\\n"
        "  %s -m pip install numpy\\n" % (sys.executable or "python3")
    )
    sys.exit(2)

import pathlib

home = pathlib.Path(sys.argv[0]).resolve().parent
folder = home / "__pycache__" / "check-{id}"
try:
    if not folder.is_dir():
        import os
        import shutil
        import tempfile
        import zipfile

        folder.parent.mkdir(exist_ok=True)
        part = tempfile.mkdtemp(dir=str(folder.parent))
        try:
            with zipfile.ZipFile(sys.argv[0]) as packed:
                packed.extractall(part)
            os.rename(part, str(folder))
        finally:
            shutil.rmtree(part, ignore_errors=True)
    sys.path.insert(0, str(folder))
except OSError:
    pass  # nothing can be kept here, so it is compiled each time

from grader.cli.check import leave, main

leave(main(home=home))
"""
"""What runs first: in the syntax of old Pythons, which are told so.

The sources are laid out in files once: of files Python keeps what it compiles.
"""


def check_pyz(suite: bytes, seal: str = "") -> bytes:
    """Return the archive with this public suite in it; the same bytes for the same suite.

    ``seal`` is the commitment that receipts are verified against, if there is one.

    Raise GraderError where a module is imported that cannot be bundled.
    """
    versions = Versions.here().to_json().encode()
    sources = {"kit/__init__.py": b"", "kit/graded_with.json": versions}
    sources |= {**_own_files(), **_others()}
    files = {
        **sources,
        "__main__.py": _main(sources, suite),
        "kit/public.json": suite,
        "kit/public.sha256": digest_of(suite).encode(),
        "kit/seal.txt": seal.encode(),
    }
    return archive(files, prefix=b"#!/usr/bin/env python3\n")


def archive(files: Mapping[str, bytes], *, prefix: bytes = b"") -> bytes:
    """Return a zip file with these files, in the order of their names and without a date.

    A file that begins with ``#!`` may be run where the zip file is extracted.
    """
    memory = io.BytesIO()
    memory.write(prefix)
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            mode = 0o755 if content.startswith(b"#!") else 0o644
            entry.external_attr = (stat.S_IFREG | mode) << 16
            packed.writestr(entry, content)
    return memory.getvalue()


def _main(sources: Mapping[str, bytes], suite: bytes) -> bytes:
    every = b"\0".join((*map(str.encode, sources), *sources.values(), suite))
    id = hashlib.sha256(every).hexdigest()[:12]
    return _MAIN.replace("{id}", id).encode()


def _own_files() -> dict[str, bytes]:
    """Return the modules that the command needs, and the templates and texts beside them."""
    files: dict[str, bytes] = {}
    for module in modules():
        folder, name = _place(module)
        path = "/".join(module.split("."))
        if name == "__init__.py":
            files |= {f"{path}/{inner}": data for inner, data in _quick_to_read(_data(folder))}
            files[f"{path}/__init__.py"] = folder.joinpath(name).read_bytes()
        else:
            files[f"{path}.py"] = folder.joinpath(name).read_bytes()
    return files


def modules() -> tuple[str, ...]:
    """Return every module of the grader that the command may import.

    Raise GraderError that names a foreign module that is imported at the top of one.
    """
    found: dict[str, None] = {}
    left = [_ENTRY, *_RUN_INSIDE]
    while left:
        name = left.pop()
        if name in found or _is_left_out(name) or not _exists(name):
            continue
        found[name] = None
        left.append(name.rpartition(".")[0])
        left += _imported(name)
    return tuple(sorted(found))


def _is_left_out(name: str) -> bool:
    return any(name == out or name.startswith(f"{out}.") for out in _LEFT_OUT)


def _imported(module: str) -> Iterator[str]:
    folder, file = _place(module)
    tree = ast.parse(folder.joinpath(file).read_bytes())
    at_top = set(map(id, tree.body))
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            top = name.partition(".")[0]
            if top == "grader":
                yield name
            elif id(node) in at_top and not _available(top) and module not in _RUN_INSIDE:
                raise GraderError(
                    f"the kit cannot be made: {module} imports {top} at its top, which students"
                    f" need not have; import it inside the function that needs it"
                )


def _available(top: str) -> bool:
    return top in sys.stdlib_module_names or top in _BUNDLED or top in _THERE


def _exists(name: str) -> bool:
    if not name:
        return False
    folder, file = _place(name)
    return folder.is_dir() and folder.joinpath(file).is_file()


def _place(module: str) -> tuple[Traversable, str]:
    """Return the folder and the file name of a module of the grader."""
    _, *parts = module.split(".")
    folder = resources.files("grader")
    for part in parts[:-1]:
        folder = folder.joinpath(part)
    last = parts[-1] if parts else ""
    package = folder.joinpath(last) if last else folder
    return (package, "__init__.py") if package.is_dir() else (folder, f"{last}.py")


def _data(package: Traversable) -> Iterator[tuple[str, bytes]]:
    """Yield the files in folders of a package that are no packages: templates and texts."""
    for folder in package.iterdir():
        if folder.is_dir() and not folder.joinpath("__init__.py").is_file():
            for file in folder.iterdir():
                if file.is_file() and not file.name.endswith((".py", ".pyc")):
                    yield f"{folder.name}/{file.name}", file.read_bytes()


def _quick_to_read(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield TOML as JSON, which is read faster: a check waits for its sentences."""
    for name, data in files:
        if name.endswith(".toml"):
            table = tomllib.loads(data.decode())
            yield f"{name[:-5]}.json", json.dumps(table, ensure_ascii=False).encode()
        else:
            yield name, data


def _others() -> dict[str, bytes]:
    """Return the sources of the bundled packages, and all licences."""
    files: dict[str, bytes] = {}
    for package in _BUNDLED:
        files |= _sources(package, resources.files(package))
        files |= _metadata(package)
    for name in (*_BUNDLED, *(own.name for own in own_distributions())):
        files |= _licences(name)
    return files


def _metadata(package: str) -> dict[str, bytes]:
    """Return what a package may ask for about itself when it is imported: its version."""
    found = importlib.metadata.files(_INSTALLED_AS.get(package, package)) or []
    return {str(path): path.read_binary() for path in found if path.name == "METADATA"}


def _sources(path: str, folder: Traversable) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in _NOT_NEEDED:
            files |= _sources(f"{path}/{entry.name}", entry)
        elif entry.is_file() and not entry.name.endswith(_COMPILED):
            files[f"{path}/{entry.name}"] = entry.read_bytes()
    return files


def own_distributions() -> Iterator[importlib.metadata.Distribution]:
    """Yield the distribution of the command: an editable one does not list the package."""
    for command in importlib.metadata.entry_points(group="console_scripts", name="grader"):
        if command.dist:
            yield command.dist


def _licences(name: str) -> dict[str, bytes]:
    found = importlib.metadata.files(_INSTALLED_AS.get(name, name)) or []
    texts = [path for path in found if "licen" in path.name.lower() and path.suffix != ".py"]
    return {f"licences/{name}-{path.name}": path.read_binary() for path in texts}
