"""Rooms whose names are loaded when they are asked for, so that nobody waits for the others."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def door(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package: ``homes`` says in which module of it each name lives."""

    def look_up(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{room}.{homes[name]}"), name)

    return look_up
