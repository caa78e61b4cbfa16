"""Convert a notebook to Python source: its code cells without IPython magics.

A notebook is JSON from a stranger.  Its outputs (pictures, often most of the bytes) are cut out of
the text before it is parsed.  No cell is parsed as Python.  Line numbers stay the same, so that a
place in a cell is the student's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from grader.intake.file_tree import NothingToGradeError
from grader.text import cells

LARGEST_NOTEBOOK = 64 << 20
"""Bytes, outputs included."""

SKIPPED = frozenset(("skip", "skip-grading", "skip-execution", "nbval-skip"))
"""Tags of cells to leave out."""

_LARGEST_WITHOUT_OUTPUTS = 2 << 20
_MOST_TOKENS = 1_000_000
_MOST_CELLS = 1000
_CELL_DEPTH = 3

# The quantifiers are possessive: nothing backtracks, so matching takes linear time.
_TOKEN = re.compile(
    rb'[^"\[\]{}]*+(?:'
    rb'"(?P<cut>outputs|attachments)"\s*+:\s*+(?=[\[{])'
    rb'|"(?:[^"\\]++|\\.)*+"?'
    rb"|(?P<opening>[\[{])|(?P<closing>[\]}])|\Z)",
    re.DOTALL,
)

_RUNS_ITS_BODY = frozenset(("time", "timeit", "capture", "prun", "python", "python3", "memit"))
"""Cell magics that run their cell as Python."""

_CELL_MAGIC = re.compile(r"\s*%%\s*(\w*)")
_WRITES = re.compile(r"%%[ \t]*(?:write)?file[ \t]+(?:-a[ \t]+|--append[ \t]+)?(?P<path>.+)")
_WRITTEN = re.compile(
    rb"^# ?%%[ \t]*(?:write)?file[ \t]+(?:--?\w+[ \t]+)?(\S{1,80}\.py)$", re.MULTILINE
)

_LINE = re.compile(
    r"[ \t]*"
    r"(?:[%!]|[\w.]+\s*=\s*[%!](?!=)|\?|(?:pip3?|conda|mamba)\s+(?:install|uninstall|list)\b|[\w.]+\?)"
)
_PIECE = re.compile(
    r"""\#.*|\\.?|(?P<triple>\"{3}|'{3})|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?"""
    r"""|(?P<opening>[\[({])|(?P<closing>[\])}])"""
)


def python_source(name: str, content: bytes, module: str = "") -> bytes:
    """Return the code cells as one text, in the form of ``grader.text.cells``.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    content : bytes
    module : str
        The file name of the expected module; a cell that writes this file is code as well.

    Raises
    ------
    NothingToGradeError
        The notebook cannot be read; the message gives the reason.
    """
    notebook = _parsed(name, content)
    _check_kind(name, notebook)
    numbered = list(_code_cells(notebook))
    if not numbered:
        raise NothingToGradeError(f"{name} is a notebook without a code cell")
    if len(numbered) > _MOST_CELLS:
        raise NothingToGradeError(f"{name} is a notebook of more than {_MOST_CELLS} code cells")
    kept = [
        (number, without_magics(_text(cell), module))
        for number, cell in numbered
        if not _is_skipped(cell)
    ]
    return cells.as_one_text(kept).encode("utf-8", "backslashreplace")


def files_written(source: bytes) -> tuple[str, ...]:
    """Return the names of the Python files that cells of a converted notebook write."""
    return tuple(name.decode("utf-8", "replace") for name in _WRITTEN.findall(source))


def markdown_texts(name: str, content: bytes) -> list[str]:
    """Return the texts of the Markdown cells.  Raise NothingToGradeError as ``python_source``."""
    notebook = _parsed(name, content)
    _check_kind(name, notebook)
    found = (c for c in notebook["cells"] if isinstance(c, dict))
    return [_text(cell) for cell in found if cell.get("cell_type") == "markdown"]


def within(name: str, content: bytes, most: int) -> bytes:
    """Return a notebook of at most this many bytes: without its outputs, if need be.

    Raises
    ------
    NothingToGradeError
        It is larger without them, too.
    """
    if len(content) <= most:
        return content
    try:
        slim = _without_outputs(content)
    except ValueError as error:
        raise NothingToGradeError(f"{name} is larger than {most >> 10} KiB") from error
    if len(slim) > most:
        raise NothingToGradeError(f"{name} is larger than {most >> 10} KiB without its outputs")
    return slim


def without_magics(cell: str, module: str = "") -> str:
    """Turn magics and shell lines into comments; every line keeps its number."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    magic = _CELL_MAGIC.match(lines[first])
    if magic and magic[1] not in _RUNS_ITS_BODY and not _writes(lines[first], module):
        return "\n".join(f"# {line}" for line in lines)
    if magic:
        lines[first] = f"# {lines[first]}"
    return "\n".join(_without_line_magics(lines))


def _writes(magic: str, module: str) -> bool:
    """Return whether a cell magic writes a file of the module's name, in whatever folder."""
    written = _WRITES.fullmatch(magic.strip())
    if not written:
        return False
    path = written["path"].strip("\"' ").replace("\\", "/")
    return path.rpartition("/")[2].casefold() == module.casefold()


def _without_line_magics(lines: list[str]) -> Iterator[str]:
    """Comment out magics at statement starts; text inside brackets or strings stays."""
    state = _Inside()
    goes_on = False
    for line in lines:
        if goes_on or (state.at_start and _LINE.match(line)):
            yield _as_comment(line)
            goes_on = line.endswith("\\")
        else:
            state.read(line)
            yield line


def _as_comment(line: str) -> str:
    """Return a line without effect; ``pass`` keeps a block that has no other line valid."""
    code = line.lstrip(" \t")
    indent = line[: len(line) - len(code)]
    return f"{indent}pass  # {code}" if indent else f"# {code}"


class _Inside:
    """Track whether a line begins a statement: no open bracket, long string or backslash."""

    def __init__(self) -> None:
        self._depth = 0
        self._string = ""
        self._continued = False

    @property
    def at_start(self) -> bool:
        return not (self._depth or self._string or self._continued)

    def read(self, line: str) -> None:
        self._continued = False
        at = self._after_string(line, 0) if self._string else 0
        while piece := _PIECE.search(line, at):
            at = piece.end()
            if piece["triple"]:
                self._string = piece["triple"]
                at = self._after_string(line, at)
            elif piece["opening"]:
                self._depth += 1
            elif piece["closing"]:
                self._depth = max(0, self._depth - 1)
            elif piece[0] == "\\":
                self._continued = True

    def _after_string(self, line: str, at: int) -> int:
        """Return where the long string ends in the line, or the line's length if it stays open."""
        while (end := line.find(self._string, at)) >= 0:
            before = line[at:end]
            if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                self._string = ""
                return end + 3
            at = end + 1
        return len(line)


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    try:
        slim = _without_outputs(content)
        if len(slim) > _LARGEST_WITHOUT_OUTPUTS:
            size = _LARGEST_WITHOUT_OUTPUTS >> 20
            raise NothingToGradeError(f"{name} is larger than {size} MiB without its outputs")
        notebook = json.loads(slim.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NothingToGradeError(
            f"{name} is not a notebook that can be read; save it again in Jupyter"
        ) from error
    if not isinstance(notebook, dict):
        raise NothingToGradeError(f"{name} is not a notebook")
    return notebook


def _without_outputs(content: bytes) -> bytes:
    """Return the JSON with empty outputs and attachments; raise ValueError if it is too large."""
    pieces = []
    start = depth = 0
    cutting = False
    for count, token in enumerate(_TOKEN.finditer(content)):
        if count > _MOST_TOKENS:
            raise ValueError("too many values")
        if token["opening"]:
            depth += 1
        elif token["closing"]:
            depth -= 1
            if cutting and depth == _CELL_DEPTH:
                pieces.append(b"null")
                start, cutting = token.end(), False
        elif token["cut"] and depth == _CELL_DEPTH and not cutting:
            pieces.append(content[start : token.end()])
            cutting = True
    return b"".join([*pieces, b"" if cutting else content[start:]])


def _check_kind(name: str, notebook: dict[str, Any]) -> None:
    if "worksheets" in notebook:
        raise NothingToGradeError(
            f"{name} is a notebook in the old format 3; open it in Jupyter and save it again"
        )
    if not isinstance(notebook.get("cells"), list):
        raise NothingToGradeError(f"{name} is not a notebook: it has no cells")
    language = _language(notebook)
    if language and not re.match(r"i?python", language, re.IGNORECASE):
        raise NothingToGradeError(f"{name} is a notebook in {language[:40]!r}, not in Python")


def _language(notebook: dict[str, Any]) -> str:
    about = notebook.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        part = about.get(key) if isinstance(about, dict) else None
        value = part.get(name) if isinstance(part, dict) else None
        if isinstance(value, str) and value:
            return value
    return ""


def _code_cells(notebook: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    code = (c for c in notebook["cells"] if isinstance(c, dict) and c.get("cell_type") == "code")
    return enumerate(code, start=1)


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _is_skipped(cell: dict[str, Any]) -> bool:
    about = cell.get("metadata")
    if not isinstance(about, dict):
        return False
    tags = about.get("tags")
    if isinstance(tags, list) and any(isinstance(tag, str) and tag in SKIPPED for tag in tags):
        return True
    part = about.get("nbgrader")
    # nbgrader's cell of the instructor's tests.
    return isinstance(part, dict) and part.get("grade") is True and part.get("solution") is False
