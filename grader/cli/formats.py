"""The formats of ``grader check``: for people, for scripts, and for programs that mark lines."""

from __future__ import annotations

import json
import os
from pathlib import Path

from grader import __version__
from grader.selfcheck import Checked, document
from grader.selfcheck.marked_lines import compiler_lines, workflow_commands
from grader.selfcheck.own_derivation import is_derivation
from grader.selfcheck.remarks import remarks
from grader.selfcheck.sarif import sarif
from grader.selfcheck.session import Session


def formatted(format: str, session: Session, checked: Checked, hints: int) -> str:
    """Return what was found in a format that programs read."""
    if format == "json":
        return _json(document(checked, __version__, session.graded_with))
    paths = session.paths
    text = next((path for path in paths if is_derivation(path)), None)
    module = next((path for path in paths if path != text), session.path)
    found = remarks(checked, module, text, hints)
    # A workflow's step may work in a folder of the repository, and GitHub wants paths from its top.
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    if format == "sarif":
        return _json(sarif(found, top, __version__, session.suite.language))
    if format == "github":
        return workflow_commands(found, top)
    return compiler_lines(found, Path.cwd())


def _json(document: object) -> str:
    return json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1)
