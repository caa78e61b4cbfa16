"""What a problem of an assignment means, and what to do about it."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources


def explanation(problem: str) -> str:
    """Return what a problem means; an empty text for one that nobody explained.

    Parameters
    ----------
    problem
        The problem as ``verify`` or ``load_assignment`` says it.
    """
    return next((means for says, means in _explanations() if says.search(problem)), "")


@functools.cache
def _explanations() -> tuple[tuple[re.Pattern[str], str], ...]:
    file = resources.files("grader.assignment").joinpath("explanations.toml")
    table = tomllib.loads(file.read_text("utf-8"))["problem"]
    return tuple((re.compile(one["says"]), one["means"]) for one in table)
