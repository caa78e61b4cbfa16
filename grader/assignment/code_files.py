"""The Python files that ``assignment.yaml`` names, each loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.assignment.definitions import Definition
from grader.assignment.keys import FILES
from grader.assignment.places import assigned_at
from grader.assignment.python_file import ModuleError, load_module
from grader.errors import unreadable
from grader.model import Program, Submission
from grader.text.yaml_reader import Entry


class CodeFiles:
    """The files of one folder by their keys; what is wrong with them goes to ``problems``."""

    def __init__(self, folder: Path, entry: Entry | None, problems: list[str]) -> None:
        self._problems = problems
        self._modules: dict[str, ModuleType | None] = {}
        self._defined: dict[str, Any] = {}
        self._malformed: set[str] = set()
        named = entry.fields(FILES.required, FILES.optional) if entry else {}
        self.paths: Mapping[str, Path] = dict(_existing(folder, named))

    def defined(self, wanted: Definition) -> Any:
        """Return what a file defines; an empty value, and a problem, where it does not."""
        if wanted.name not in self._defined:
            self._defined[wanted.name] = self._checked(wanted)
        return self._defined[wanted.name]

    def is_known(self, wanted: Definition) -> bool:
        """Return whether what a file defines could be read: all else about it would follow."""
        self.defined(wanted)
        return self.module(wanted.key) is not None and wanted.name not in self._malformed

    def _checked(self, wanted: Definition) -> Any:
        module = self.module(wanted.key)
        if module is None or (not wanted.required and not hasattr(module, wanted.name)):
            return wanted.empty
        value = getattr(module, wanted.name, None)
        if wanted.fits(value):
            return value
        path = self.paths[wanted.key]
        says = f"{wanted.name} must be {wanted.form}"
        if not hasattr(module, wanted.name):
            says = f"defines no {wanted.name}"
        self._problems.append(f"{assigned_at(path, wanted.name)}: {says}")
        self._malformed.add(wanted.name)
        return wanted.empty

    def module(self, key: str) -> ModuleType | None:
        """Return the loaded file; None where it is missing or cannot be loaded."""
        if key not in self._modules:
            self._modules[key] = self._loaded(key) if key in self.paths else None
        return self._modules[key]

    def _loaded(self, key: str) -> ModuleType | None:
        try:
            return load_module(self.paths[key])
        except ModuleError as problem:
            self._problems.append(str(problem))
            return None

    @property
    def starter(self) -> bytes:
        """What a student begins from."""
        return self.paths["starter"].read_bytes() if "starter" in self.paths else b""

    @property
    def program(self) -> Program | None:
        """The code that the hidden suite carries; None without a recipe."""
        recipe, mistakes = map(self._text, ("recipe", "misconceptions"))
        return Program(recipe, mistakes) if recipe else None

    @property
    def variants(self) -> tuple[Submission, ...]:
        """The right answers in the folder of variants."""
        folder = self.paths.get("variants")
        files = sorted(folder.glob("*.py")) if folder else []
        return tuple(Submission(file.stem, file.name, file.read_bytes()) for file in files)

    def _text(self, key: str) -> str:
        return self.paths[key].read_text("utf-8") if key in self.paths else ""


def _existing(folder: Path, named: Mapping[str, Entry]) -> list[tuple[str, Path]]:
    found = []
    for key, value in named.items():
        path = folder / value.text()
        problem = _problem(path, is_folder=key == "variants")
        if problem:
            value.problem(problem)
        else:
            found.append((key, path))
    return found


def _problem(path: Path, *, is_folder: bool) -> str:
    """Return why the file or folder cannot be used, or nothing."""
    if not path.exists():
        return f"there is no {path}"
    if path.is_dir() != is_folder:
        return f"{path} is no folder" if is_folder else f"{path} is a folder"
    try:
        if not is_folder:
            path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        return f"{path} cannot be read: {unreadable(error)}"
    return ""
