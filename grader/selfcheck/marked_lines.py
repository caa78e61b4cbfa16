"""Remarks as lines of text for programs: as compilers print them, and for GitHub's runners.

    answer.py:11:12: error: Mend the error in grad_w1. ...
    ::error file=answer.py,line=11,col=12,endLine=11,endColumn=30,title=grad_w1::Mend the ...

The first form is known to Vim, Emacs and VS Code (``$gcc``).  In the second one the student's bytes
must end neither the line nor a property: %, carriage return and line feed are escaped, and within a
property a colon and a comma, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from grader.selfcheck.remarks import Remark
from grader.text.clean import clean

_TITLES = {"derivation": "derivation", "does-not-load": "does not load"}
_LONGEST_PATH = 4096


def compiler_lines(remarks: Iterable[Remark], base: Path) -> str:
    """Return a line for each remark, its file relative to the folder ``base``."""
    return "\n".join(_compiler_line(one, base) for one in remarks)


def workflow_commands(remarks: Iterable[Remark], base: Path) -> str:
    """Return a workflow command for each remark, its file relative to the folder ``base``."""
    return "\n".join(_workflow_command(one, base) for one in remarks)


def relative(file: Path, base: Path) -> str:
    """Return a file's path from a folder, with slashes; the whole path if it lies elsewhere."""
    whole = file.resolve()
    inside = whole.is_relative_to(base.resolve())
    return (whole.relative_to(base.resolve()) if inside else whole).as_posix()


def _compiler_line(one: Remark, base: Path) -> str:
    start = f"{one.range.line}:{one.range.column}" if one.range else "1:1"
    # A line break would end the line; two blanks in a name stay two, or no editor finds the file.
    path = clean(re.sub(r"\s", " ", relative(one.file, base)), characters=_LONGEST_PATH)
    return f"{path}:{start}: error: {one.message}"


def _workflow_command(one: Remark, base: Path) -> str:
    properties: dict[str, object] = {"file": relative(one.file, base)}
    if one.range:
        properties |= {"line": one.range.line, "endLine": one.range.end_line}
        if one.range.line == one.range.end_line:  # GitHub takes columns of a single line only
            properties |= {"col": one.range.column, "endColumn": one.range.end_column}
    properties["title"] = one.function or _TITLES[one.kind]
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::error {listed}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
