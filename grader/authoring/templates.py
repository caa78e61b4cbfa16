"""Templates: whole assignments that the tests verify, and that a new one may begin as.

In a wheel they lie beside this file; in a checkout they are those of the tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.text.unknown_names import no_such

NAMES = ("mlp_relu_mse", "batchnorm", "rnn", "numerics")
"""Batches and a dict of slopes; a class; a sequence in time; numbers, texts and functions."""

IN_WHEEL = "grader/authoring/templates"

_INSTALLED = Path(__file__).with_name("templates")
_CHECKOUT = Path(__file__).parents[2] / "tests" / "assignments"


def template_folder(name: str) -> Path:
    """Return the folder of a template.  Raise UsageError."""
    if name not in NAMES:
        raise UsageError(f"{no_such('there is no template', name, NAMES)} ({', '.join(NAMES)})")
    for parent in (_INSTALLED, _CHECKOUT):
        if (parent / name).is_dir():
            return parent / name
    raise UsageError(f"the template '{name}' is not installed")


def copy_template(name: str, to: Path) -> None:
    """Copy a template, without its labelled submissions, into a folder that does not exist."""
    ignored = shutil.ignore_patterns("submissions", "__pycache__")
    shutil.copytree(template_folder(name), to, ignore=ignored)


def files_in_wheel() -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file of the templates in a wheel, with its content."""
    for name in NAMES:
        folder = template_folder(name)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{IN_WHEEL}/{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
