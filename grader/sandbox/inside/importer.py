"""Modules kept as bytes, so that they can be imported where no file can be opened.

A fork server that had imported everything a student may import would take twice the memory, and
each fork copies the tables of that memory.  So it imports little and keeps the code of the rest.
Which modules that takes is found by a probe: a forked process that imports them all.

Runs inside the sandbox: standard library and numpy only.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import marshal
import os
import pkgutil
import sys
import warnings
import zlib
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any

_PYC_HEADER = 16

NUMPY_PARTS = (
    *("", "_core", "core", "ctypeslib", "exceptions", "fft", "lib", "linalg", "ma"),
    *("matrixlib", "polynomial", "random", "rec", "strings", "testing"),
)
"""Parts of numpy whose modules can be imported; the first is numpy itself."""

_NO_NUMPY = ("conftest", "distutils", "f2py", "lapack_lite", "setup", "tests", "_simd")
"""Modules of numpy that build and test it, or that nobody needs."""

_NO_NETWORK = """
from urllib.error import URLError

def urlopen(*arguments, **named):
    raise URLError("there is no network here")
"""

LATE = (
    "_strptime collections.abc concurrent.futures difflib encodings.ascii encodings.cp1252"
    " encodings.idna encodings.latin_1 encodings.utf_16 encodings.utf_8_sig gzip importlib.util"
    " urllib.error urllib.parse"
).split()

CachedModule = tuple[str, bool, bytes]
"""Where a module comes from, whether it is a package, its code in marshal."""


class BytesImporter:
    """Find and load modules from bytes (a meta path entry)."""

    def __init__(self, modules: dict[str, CachedModule]) -> None:
        self._modules = modules

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self._modules:
            return None
        origin, package, _ = self._modules[name]
        return importlib.util.spec_from_loader(name, self, origin=origin, is_package=package)  # type: ignore[arg-type]  # it finds and loads

    def create_module(self, spec: Any) -> None:
        """Let Python create the usual module."""

    def exec_module(self, module: Any) -> None:
        origin, _, code = self._modules[module.__name__]
        module.__file__ = origin
        exec(marshal.loads(code), vars(module))


class DenyImporter:
    """Refuse, in words, every module that no finder before this one has (a meta path entry).

    ``on_missing`` is called first for a module that a student may import.
    """

    def __init__(
        self,
        allowed: frozenset[str],
        refusal: Callable[..., str],
        on_missing: Callable[[], object] | None = None,
    ) -> None:
        self._allowed = allowed
        self._refusal = refusal
        self._on_missing = on_missing

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        top = name.partition(".")[0]
        if self._on_missing and (top in self._allowed or top in sys.stdlib_module_names):
            self._on_missing()
        if top in self._allowed:
            raise ModuleNotFoundError(f"'{name}' is not available here", name=name)
        raise ModuleNotFoundError(self._refusal(name, self._allowed), name=name)


Found = list[tuple[str, str, str, bool, str]]
"""(name, own name, origin, is package, path of its code) of each module.

The own name is another one where a module puts another module in its place.
"""


class ImportProbe:
    """A forked process that imports everything, and tells which modules that loads."""

    def __init__(self, names: Iterable[str]) -> None:
        """Start the process; the caller may go on with something else."""
        self._report, report = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                before = set(sys.modules)
                _import_all(names)
                with os.fdopen(report, "wb") as pipe:
                    pipe.write(zlib.compress(marshal.dumps(_loaded_since(before)), 1))
            finally:
                os._exit(0)
        os.close(report)

    def found(self) -> bytes:
        """Return the modules that were not loaded here at its start, as ``importer_of`` takes them.

        Most of it is paths, which are short only when they are compressed.
        """
        with os.fdopen(self._report, "rb") as pipe:
            found = pipe.read()
        os.waitpid(self._pid, 0)
        return found


def importer_of(found: bytes) -> BytesImporter:
    """Return an importer of what is not loaded here; extension modules are loaded now."""
    modules = {}
    entries: Found = marshal.loads(zlib.decompress(found))
    for name, own_name, origin, package, cached in entries:
        if name in sys.modules:
            continue
        if name != own_name:
            modules[name] = (origin, False, _stand_in(own_name))
        elif origin.endswith(".py"):
            modules[name] = (origin, package, _code(name, origin, cached))
        else:
            importlib.import_module(name)
    if "urllib.request" not in sys.modules:  # numpy imports it whenever a file is missing
        stub = marshal.dumps(compile(_NO_NETWORK, "urllib.request", "exec"))
        modules["urllib.request"] = ("", False, stub)
    return BytesImporter(modules)


def _import_all(names: Iterable[str]) -> None:
    import numpy as np

    warnings.simplefilter("ignore")
    for name in (*names, *LATE, *_numpy_modules(np)):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    for name in dir(np):
        getattr(np, name, None)


def _numpy_modules(np: Any) -> Iterable[str]:
    for part in NUMPY_PARTS:
        folder = Path(np.__file__).parent / part
        for module in pkgutil.iter_modules([str(folder)]):
            if not module.name.endswith(_NO_NUMPY):
                yield ".".join(filter(None, ("numpy", part, module.name)))


def _loaded_since(before: Container[str]) -> Found:
    specs = (
        (name, getattr(module, "__spec__", None))
        for name, module in sorted(sys.modules.items())
        if name not in before
    )
    return [
        (
            name,
            spec.name,
            spec.origin or "built-in",
            spec.submodule_search_locations is not None,
            spec.cached or "",
        )
        for name, spec in specs
        if spec is not None and (spec.name == name or spec.name in sys.modules)
    ]


def _stand_in(own_name: str) -> bytes:
    """Return the code of a module that puts another one in its place."""
    text = f"import sys, {own_name}\nsys.modules[__name__] = sys.modules[{own_name!r}]"
    return marshal.dumps(compile(text, own_name, "exec"))


def _code(name: str, origin: str, cached: str) -> bytes:
    try:
        return Path(cached).read_bytes()[_PYC_HEADER:]
    except OSError:
        loader = importlib.machinery.SourceFileLoader(name, origin)
        return marshal.dumps(loader.get_code(name))
