"""Where in an instructor's files something is written or fails: ``file:line``."""

from __future__ import annotations

import ast
import inspect
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.text.yaml_reader import Entry


@dataclass(frozen=True)
class DocumentPlaces:
    """Where the parts of ``assignment.yaml`` stand, for what is found when it is read long since.

    Parameters
    ----------
    by_path
        Places by the keys that lead there; an entry of a list stands under its id.
    """

    by_path: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def in_document(cls, document: Entry) -> DocumentPlaces:
        """Return the places of everything that has keys or an id."""
        return cls(dict(_paths(document, ())))

    def of(self, *path: str) -> str:
        """Return the place of a part, or of the nearest one that is written around it."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, "assignment.yaml")


def _paths(entry: Entry, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield path, entry.place
    for name, child in entry.children():
        yield from _paths(child, (*path, name))


def written_at(function: Any) -> str:
    """Return the place of a function's first line; nothing for one that is not Python's."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}" if code else ""


def assigned_at(path: Path, name: str) -> str:
    """Return the place where a file last binds a name at its top; else the file alone."""
    lines = [
        node.lineno
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == name
    ]
    return f"{path.name}:{lines[-1]}" if lines else path.name


def yielded_at(generator: Iterable[Any]) -> str:
    """Return the place of the ``yield`` at which a generator stands; nothing for a list."""
    if not inspect.isgenerator(generator):
        return ""
    if inspect.isgenerator(generator.gi_yieldfrom):
        return yielded_at(generator.gi_yieldfrom)
    frame = generator.gi_frame
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame else ""


def failed_at(error: BaseException, folder: Path) -> str:
    """Return the innermost line of a file in the folder that an exception passed through."""
    lines = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == folder
    ]
    return lines[-1] if lines else ""
