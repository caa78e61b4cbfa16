"""Loading one Python file of the instructor's by its path, under a name that nobody imports."""

from __future__ import annotations

import importlib.util
import traceback
from pathlib import Path
from types import ModuleType


class ModuleError(Exception):
    """The file cannot be loaded: ``file:line: what happened``."""


def load_module(path: Path) -> ModuleType:
    """Load the file as a module.  Raise ModuleError, with the line, where it fails."""
    spec = importlib.util.spec_from_file_location(f"_instructor_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ModuleError(f"{path.name}: is not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = _line(error, path)
        raise ModuleError(f"{path.name}:{line}: {type(error).__name__}: {error}") from error
    return module


def _line(error: BaseException, path: Path) -> int:
    """Return the last line of this file that the exception passed through."""
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return (lines[-1] or 1) if lines else 1
