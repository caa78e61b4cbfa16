"""Names that an instructor wrote and that nothing has: said with the name that was likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence that there is no such thing, with the nearest name that there is.

    Parameters
    ----------
    what
        What the name should name, with its owner: ``the recipe has no quantity``.
    name
        The unknown name.
    known
        All names that there are.
    """
    return f"{what} '{name}'{likely_meant(name, known)}"


def likely_meant(name: str, known: Iterable[str]) -> str:
    """Return the end of such a sentence: which name was likely meant, or nothing."""
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that was likely meant; an empty text where none is near."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), "")
