"""What an assignment's ``cases.py`` is written with: the engine's input type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.model import Presentation

Draw = Callable[[np.random.Generator], Mapping[str, Any]]


@dataclass(frozen=True)
class Inputs:
    """One case to be: its name, and how its numbers are drawn.

    ``draw`` gets a random generator of the case's own (so that adding a case changes no other
    one) and returns quantities of the recipe by name.  The function's arguments are taken from
    them, or computed from them by the recipe's steps.

    ``public`` cases are drawn from a published seed and shown to students; ``again`` names an
    earlier case of the question whose call is repeated, and ``draw`` is then not used.
    """

    name: str
    draw: Draw | None = None
    check: str = "values"
    public: bool = False
    presentation: Presentation = "plain"
    again: str = ""
