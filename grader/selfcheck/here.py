"""The file and the suite that a call of ``check`` without them means.

The file is the one in which the call stands: the notebook, which Jupyter and VS Code name, or the
module.  At a prompt it is found as ``grader check`` finds it.  The suite is that of ``check.pyz``,
if this code was imported from there, else what lies beside the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.suite.source import SuiteSource

_VS_CODE = "__vsc_ipynb_file__"
"""The name under which VS Code tells a notebook its path."""

_JUPYTER = "JPY_SESSION_NAME"
"""The variable in which Jupyter tells a kernel the path of its notebook."""

_PUBLIC = "public.json"
_SUFFIXES = (".py", ".ipynb")


def calling_file(names: Mapping[str, Any], environment: Mapping[str, str]) -> Path | None:
    """Return the file in which a call stands, or None if that is not known.

    Parameters
    ----------
    names
        The global names where the call stands.
    environment
        The variables of the environment.
    """
    told = [names.get(_VS_CODE), names.get("__file__")]
    if "get_ipython" in names:
        session = environment.get(_JUPYTER, "")
        told += [session, Path(session).name]
    paths = [Path(path) for path in told if isinstance(path, str) and path]
    return next((path for path in paths if path.suffix in _SUFFIXES and path.is_file()), None)


def suite_here(folder: Path) -> SuiteSource:
    """Return the public suite that belongs to a file in this folder.

    Raise UsageError that says what to pass where there is none.
    """
    kit = _kit()
    if kit:
        return kit
    for place in dict.fromkeys((folder.resolve(), Path.cwd())):
        if (place / _PUBLIC).is_file():
            return SuiteSource.of_file(place / _PUBLIC)
    raise UsageError(
        f"there is no {_PUBLIC} in {folder}: unpack the kit there, or pass where it is:"
        f" check(suite='.../{_PUBLIC}')"
    )


def _kit() -> SuiteSource | None:
    """Return the suite inside check.pyz, or None if this code was not imported from there."""
    try:
        inside = resources.files("kit")
        digest = inside.joinpath("public.sha256").read_text("utf-8")
    except (ImportError, OSError):
        return None
    return SuiteSource(lambda: inside.joinpath(_PUBLIC).read_text("utf-8"), "check.pyz", digest)
