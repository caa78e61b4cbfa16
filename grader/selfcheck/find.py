"""Choosing the file to check where none is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError

STARTER = "starter.py"
_NOTEBOOK = ".ipynb"


def find(places: Sequence[Path], module: str, derivation: str = "") -> Path:
    """Return the first in these folders of: module, only notebook, starter file, derivation.

    A folder is searched for all of them before the next one is.  Raise UsageError that says what
    to do.
    """
    for place in dict.fromkeys(path.resolve() for path in places):
        notebooks = sorted(place.glob(f"*{_NOTEBOOK}"))
        if (place / module).is_file():
            return place / module
        if len(notebooks) > 1:
            names = ", ".join(path.name for path in notebooks[:5])
            raise UsageError(f"there are several notebooks ({names}); name the one that is meant")
        others = [*notebooks, place / STARTER, *([place / derivation] if derivation else [])]
        for path in others:
            if path.is_file():
                return path
    raise UsageError(
        f"there is no {module} here, no notebook and no {STARTER}; go to the folder of your file,"
        f" or name it"
    )
