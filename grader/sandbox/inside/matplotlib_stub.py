"""Modules that students leave imported and that draw nothing here.

Runs inside the sandbox: standard library only.
"""

from __future__ import annotations

import sys
import types
from typing import Any

STUBS = ("matplotlib", "matplotlib.pyplot")


def install() -> None:
    """Put them where ``import`` finds them."""
    for name in STUBS:
        sys.modules[name] = stub = _Stub(name)
        stub.__path__ = []
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, stub)


class _Stub(types.ModuleType):
    """Has every public name; each is a function that does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return _nothing


class _Nothing:
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __iter__(self) -> Any:
        return iter((self, self))  # figure, axes = plt.subplots()


_nothing = _Nothing()
