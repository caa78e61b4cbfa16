"""Make the folder of a new assignment."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from grader.authoring.asked import parameters_of
from grader.authoring.drafting import draft
from grader.authoring.shapes import parse_shapes
from grader.authoring.solution import read_solution
from grader.authoring.templates import copy_template
from grader.cli.say import announce
from grader.errors import UsageError


def create(options: argparse.Namespace, ask: Callable[[str], str] | None) -> int:
    """Make the folder; ``ask`` asks the author for a line, if anybody is there to answer."""
    folder: Path = options.folder
    if folder.exists():
        raise UsageError(f"{folder} exists already")
    if options.example:
        copy_template(options.example, folder)
    else:
        _write(folder, options, ask)
    announce(f"{folder}: an assignment.  Next: grader verify {folder}")
    return 0


def _write(folder: Path, options: argparse.Namespace, ask: Callable[[str], str] | None) -> None:
    name = folder.name
    if not name.isidentifier():
        raise UsageError(f"'{name}' is no name of a module: letters, digits and underscores")
    solution = read_solution(options.solution)
    shapes = parse_shapes(options.shapes)
    for missing in parameters_of(solution):
        if missing not in shapes and ask:
            shapes |= parse_shapes([f"{missing}={ask(f'Shape of {missing} (N,D; int; float): ')}"])
    for path, text in draft(name, solution, shapes).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
