"""Packages whose names are loaded when they are first used, so that nobody waits for the others."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def door(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of the package ``room``.

    ``homes`` gives the module of each name, as ``module:name`` where it has another name there.
    """

    def look_up(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        module, _, there = homes[name].partition(":")
        return getattr(importlib.import_module(f"{room}.{module}"), there or name)

    return look_up
