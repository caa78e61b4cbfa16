"""Remarks as SARIF 2.1.0, the OASIS standard that editors and code hosts read.

A remark without a certain line is a result of the whole file.  Columns count characters.

GitHub's code scanning wants more than the standard: three texts of each rule, and paths relative to
the repository.  Fingerprints are left to its upload action, which makes them from the file's lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from grader.report.words import words_in
from grader.selfcheck.marked_lines import relative
from grader.selfcheck.remarks import Kind, Range, Remark

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_KINDS: tuple[Kind, ...] = get_args(Kind)


def sarif(remarks: Sequence[Remark], base: Path, version: str, language: str) -> dict[str, Any]:
    """Return the log of one run.

    Parameters
    ----------
    remarks
        What was found.
    base
        The folder that paths are relative to.
    version
        Version of the grader.
    language
        The language of the suite, in two letters.
    """
    words = words_in(language)
    rules = [_rule(kind, words(f"remark_kind.{kind}")) for kind in _KINDS]
    driver = {"name": "grader", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(one, base) for one in remarks],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(kind: Kind, about: str) -> dict[str, Any]:
    texts = ("shortDescription", "fullDescription", "help")
    return {"id": kind} | {name: _message(about) for name in texts}


def _message(text: str) -> dict[str, str]:
    """Return a message that shows the text as it is: no placeholder and no link in it.

    Formulas and what a student's code says hold both by chance.  Braces are written twice (3.11.5);
    a space keeps brackets from being a link (3.11.6), as not all programs know its escapes.
    """
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _result(one: Remark, base: Path) -> dict[str, Any]:
    return {
        "ruleId": one.kind,
        "ruleIndex": _KINDS.index(one.kind),
        "level": "error",
        "message": _message(one.message),
        "locations": [_location(one, base)],
    }


def _location(one: Remark, base: Path) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(one.file, base)}
    if one.range:
        physical["region"] = _region(one.range)
    location: dict[str, Any] = {"physicalLocation": physical}
    if one.function:
        location["logicalLocations"] = [{"name": one.function, "kind": "function"}]
    return location


def _artifact(file: Path, base: Path) -> dict[str, str]:
    path = relative(file, base)
    if Path(path).is_absolute():
        return {"uri": file.resolve().as_uri()}
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}


def _region(where: Range) -> dict[str, int]:
    return {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
