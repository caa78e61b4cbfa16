"""A matplotlib that draws nothing, for the plots that students leave in their files.

Every module of it can be imported, and has every name.  What a name stands for takes whatever
plots do to such things, and gives itself back.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from opcode import opmap
from typing import Any

PACKAGES = ("matplotlib", "mpl_toolkits")
_UNPACK, _UNPACK_STARRED = opmap["UNPACK_SEQUENCE"], opmap["UNPACK_EX"]
_USUAL = 2
"""How many things it is made of where nobody says: ``figure, axes = plt.subplots()``."""


def install() -> None:
    """Put the packages where ``import`` finds them, and their modules when they are asked for."""
    for name in (*PACKAGES, "matplotlib.pyplot"):
        sys.modules[name] = stub = _AnyModule(name)
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, stub)


class StubImporter:
    """Finds every module of the packages (a meta path entry)."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        top, _, rest = name.partition(".")
        return ModuleSpec(name, self, is_package=True) if top in PACKAGES and rest else None  # type: ignore[arg-type]  # it finds and loads

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _AnyModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Leave it as it is."""


class _AnyModule(types.ModuleType):
    """Has every public name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return _nothing


class Nothing:
    """Takes what plots do to figures, axes, lines and numbers of theirs, and draws nothing."""

    ndim = 0
    """It may be a limit of an axis, from which numpy makes a range."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Classes of students that are derived from it are given anything."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return _nothing

    def __setattr__(self, name: str, value: Any) -> None:
        if type(self) is not Nothing:  # of a class of the student's
            super().__setattr__(name, value)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (type("Nothing", (Nothing,), {}),)  # a class of its own, so that two may be bases

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: Any) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter((_nothing,) * _wanted(sys._getframe(1)))

    def __next__(self) -> Any:
        return self

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __contains__(self, item: Any) -> bool:
        return False

    def __getitem__(self, key: Any) -> Any:
        return _nothing

    def __setitem__(self, key: Any, value: Any) -> None:
        """Nothing is kept."""

    def __delitem__(self, key: Any) -> None:
        """Nothing is kept."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: Any) -> None:
        """Nothing was begun."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """An array of objects: what is taken out of it is itself again."""
        import numpy as np

        array = np.empty(1, object)
        array[0] = self
        return array.reshape(()) if dtype is None else array.reshape(()).astype(dtype)

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        return 0.0

    def __complex__(self) -> complex:
        return 0j

    def __repr__(self) -> str:
        return "<nothing is drawn>"

    def __format__(self, spec: str) -> str:
        return ""

    def __lt__(self, other: Any) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__


def _itself(self: Any, *others: Any) -> Any:
    return _nothing


for used in "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift".split():
    for form in (f"__{used}__", f"__r{used}__", f"__i{used}__"):
        setattr(Nothing, form, _itself)
for used in "neg pos abs invert round trunc floor ceil".split():
    setattr(Nothing, f"__{used}__", _itself)

_nothing = Nothing()


def _wanted(frame: types.FrameType) -> int:
    """How many things the caller unpacks, if that is what it does."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if code[at] == _UNPACK:
        return code[at + 1]
    return code[at + 1] + 1 if code[at] == _UNPACK_STARRED else _USUAL
