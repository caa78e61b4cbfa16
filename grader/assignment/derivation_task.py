"""What ``assignment.yaml`` says of the written derivation, read and held against its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from grader.assignment.keys import DERIVATION
from grader.derivation.source.document import SUFFIXES
from grader.derivation.specfile import load_specification
from grader.errors import AssignmentError
from grader.model import SAME_POINTS, DerivationTask
from grader.text.yaml_reader import Entry

_NOTEBOOK = ".ipynb"
_SUFFIXES = sorted(SUFFIXES - {_NOTEBOOK})
_MOST_POINTS = 1e6
_RESULTS = DerivationTask.results_share


def read_derivation(entry: Entry, folder: Path) -> DerivationTask:
    """Return the task; whatever is wrong with it goes to the entry's problems."""
    keys = entry.fields(DERIVATION.required, DERIVATION.optional)
    results, steps = _shares(entry, keys)
    return DerivationTask(
        file=_file(keys["file"]) if "file" in keys else "",
        specification=_specification(keys["spec"], folder) if "spec" in keys else "",
        points=keys["points"].number(least=0, most=_MOST_POINTS) if "points" in keys else 0.0,
        results_share=results,
        steps_share=steps,
    )


def _file(entry: Entry) -> str:
    name = entry.text()
    if PurePath(name).name != name or PurePath(name).suffix.lower() not in _SUFFIXES:
        entry.problem(f"must be a file's name that ends in one of {', '.join(_SUFFIXES)}")
    return name


def _specification(entry: Entry, folder: Path) -> str:
    path = folder / entry.text()
    if not path.exists():
        entry.problem(f"there is no {path}")
        return ""
    try:
        load_specification(path)
    except AssignmentError as error:
        entry.problems.extend(error.problems)
        return ""
    return path.read_text("utf-8")


def _shares(entry: Entry, keys: Mapping[str, Entry]) -> tuple[float, float]:
    """Return both shares; where one is given, the other is the rest."""
    given = {
        name: keys[name].number(least=0, most=1)
        for name in ("results_share", "steps_share")
        if name in keys
    }
    results = given.get("results_share", 1 - given.get("steps_share", 1 - _RESULTS))
    steps = given.get("steps_share", 1 - results)
    if abs(results + steps - 1) > SAME_POINTS:
        entry.problem(f"the shares add up to {results + steps:g}, not to 1")
    return results, steps
