r"""Find the formulas of a document, with their places and the prose between them.

    unit (a file, or a Markdown cell) -> DocumentFormula (display or inline, start..end, prose)

Formulas stand in ``$$..$$``, ``\[..\]``, ``$..$``, ``\(..\)``, in environments such as align, and
in fenced blocks tagged math, latex, tex or katex.  Other code and comments are skipped.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from grader.derivation.grammar.limits import DerivationLimits, NotUnderstood
from grader.derivation.source.macros import Macro, take_macros

MARKDOWN = frozenset({".md", ".markdown", ".rmd", ".qmd", ".txt"})
SUFFIXES = MARKDOWN | {".tex", ".ipynb"}


@dataclass(frozen=True)
class Unit:
    """A text with lines of its own: a file, or one cell of a notebook (numbered from 1)."""

    text: str
    cell: int | None = None
    lines: tuple[int, ...] = ()

    def file_line(self, offset: int) -> int:
        """Return the line of the file; a cell's lines are somewhere in its JSON."""
        line = self.place(offset)[0]
        return self.lines[min(line, len(self.lines)) - 1] if self.lines else line

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, of a character."""
        line = bisect.bisect_right(self._starts(), offset)
        return line, offset - self._starts()[line - 1] + 1

    def _starts(self) -> list[int]:
        starts: list[int] | None = self.__dict__.get("_line_starts")
        if starts is None:
            starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
            self.__dict__["_line_starts"] = starts
        return starts


@dataclass(frozen=True)
class DocumentFormula:
    """A formula's range of characters in its unit, and the prose before it.

    ``is_plain`` says that it is a line of text without mark-up.
    """

    unit: Unit
    start: int
    end: int
    display: bool
    prose: str = ""
    is_plain: bool = False

    @property
    def source(self) -> str:
        """The formula as it was written."""
        return self.unit.text[self.start : self.end]


@dataclass(frozen=True)
class Document:
    """All formulas of a document in order, its macros, and the prose without the formulas."""

    formulas: tuple[DocumentFormula, ...]
    macros: dict[str, Macro]
    prose: str


_ENVIRONMENTS = "align alignat flalign equation gather multline eqnarray displaymath math"
_BEGIN = "|".join(_ENVIRONMENTS.split())
_OPENING = re.compile(
    r"(?P<fence>^(?P<indent>[ \t]*)(?P<ticks>```+|~~~+)[ \t]*\{?(?P<language>[\w.+-]*)[^\n]*\n)"
    r"|(?P<comment><!--)"
    r"|(?P<tick>`+)"
    r"|(?P<escaped>\\[\\$`])"
    r"|(?P<dollars>\$\$)"
    r"|(?P<dollar>\$)"
    r"|(?P<bracket>\\\[)"
    r"|(?P<paren>\\\()"
    rf"|\\begin\s*\{{(?P<environment>(?:{_BEGIN})\*?)\}}"
    r"|(?P<verbatim>\\begin\{(?:verbatim|lstlisting|minted|comment)\*?\})",
    re.MULTILINE,
)
_MATH_FENCES = frozenset({"math", "latex", "tex", "katex"})
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def read_document(text: str, suffix: str, limits: DerivationLimits) -> Document:
    """Find the formulas of a document.

    Parameters
    ----------
    text
        The whole file.
    suffix
        Its ending, which says how formulas are marked: ``.md``, ``.tex``, ``.ipynb`` and so on.

    Raises
    ------
    NotUnderstood
        If the file is not one of these, or too large.
    """
    if len(text) > limits.characters:
        raise NotUnderstood(f"the file has more than {limits.characters} characters")
    suffix = suffix.lower()
    units = _cells(text) if suffix == ".ipynb" else (Unit(text),)
    taken = [take_macros(unit.text) for unit in units]
    formulas = [
        formula
        for unit, (_, blanked) in zip(units, taken, strict=True)
        for formula in _formulas(unit, _masked(blanked, suffix), suffix)
    ]
    if len(formulas) > limits.formulas:
        raise NotUnderstood(f"the file has more than {limits.formulas} formulas")
    macros = {name: macro for found, _ in taken for name, macro in found.items()}
    texts = {id(unit): blanked for unit, (_, blanked) in zip(units, taken, strict=True)}
    return Document(tuple(formulas), macros, _prose(texts, formulas))


def _prose(texts: dict[int, str], formulas: Sequence[DocumentFormula]) -> str:
    """Return the texts with one dollar in place of every formula."""
    pieces: list[str] = []
    for key, text in texts.items():
        place = 0
        for formula in formulas:
            if id(formula.unit) == key:
                pieces += [text[place : formula.start].rstrip("$"), " $ "]
                place = formula.end
        pieces.append(text[place:])
    return "".join(pieces)


def suffix_of(name: str) -> str:
    """Return a file's ending in lower case; raise NotUnderstood if it is none of ours."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise NotUnderstood(f"a derivation is one of {', '.join(sorted(SUFFIXES))}, not '{suffix}'")
    return suffix


def _cells(text: str) -> tuple[Unit, ...]:
    try:
        cells = json.loads(text)["cells"]
        places = _StringPlaces(text)
        return tuple(
            _cell(cell, number, places)
            for number, cell in enumerate(cells, start=1)
            if cell.get("cell_type") == "markdown"
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotUnderstood("the file is not a notebook") from error


def _cell(cell: dict[str, object], number: int, places: _StringPlaces) -> Unit:
    source = cell.get("source", "")
    pieces = [str(piece) for piece in source] if isinstance(source, list) else [str(source)]
    lines: list[int] = []
    for piece in pieces:
        line = places.line_of(piece)
        lines += [line] * len(piece.splitlines())
    return Unit("".join(pieces), number, tuple(lines))


class _StringPlaces:
    """Finds the lines of strings in a JSON text, each behind the one before."""

    _STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')

    def __init__(self, text: str) -> None:
        self._unit = Unit(text)
        self._place = 0

    def line_of(self, wanted: str) -> int:
        """Return the line of the next string with this value; of the last one if there is none."""
        for match in self._STRING.finditer(self._unit.text, self._place):
            if json.loads(match.group()) == wanted:
                self._place = match.end()
                return self._unit.place(match.start())[0]
        return self._unit.place(self._place)[0]


def _masked(text: str, suffix: str) -> str:
    """Blank out what is no part of the document, keeping every character's place."""
    if suffix != ".tex":
        return text
    text = re.sub(r"(?<!\\)%[^\n]*", lambda match: " " * len(match.group()), text)
    body = re.search(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", text, re.DOTALL)
    if not body:
        return text
    blank = re.sub(r"[^\n]", " ", text[: body.start(1)])
    return blank + text[body.start(1) : body.end(1)]


def _formulas(unit: Unit, text: str, suffix: str) -> Iterator[DocumentFormula]:
    place = since = 0
    while match := _OPENING.search(text, place):
        found, place = _range(text, match, suffix)
        if found is None:
            continue
        start, end, display = found
        prose = text[since : match.start()]
        since = place
        yield DocumentFormula(unit, start, end, display, prose)


_Found = tuple[tuple[int, int, bool] | None, int]


def _range(text: str, match: re.Match[str], suffix: str) -> _Found:
    """Return the formula that opens here, if it is one, and where to read on."""
    kind = match.lastgroup or ""
    if match.group("fence"):
        return _fence(text, match, suffix)
    if match.group("environment"):
        return _environment(text, match)
    if kind == "tick":
        return _skipped(text, match, match.group(), suffix)
    if kind == "verbatim":
        return _skipped(text, match, match.group().replace("begin", "end"), suffix)
    if kind == "dollar":
        return _inline(text, match)
    return _delimited(text, match, kind)


def _delimited(text: str, match: re.Match[str], kind: str) -> _Found:
    closing = {"dollars": "$$", "bracket": r"\]", "paren": r"\)", "comment": "-->"}.get(kind)
    end = text.find(closing, match.end()) if closing else -1
    if closing is None or end < 0:
        return None, match.end()
    if kind == "comment":
        return None, end + len(closing)
    return (match.end(), end, kind != "paren"), end + len(closing)


def _skipped(text: str, match: re.Match[str], closing: str, suffix: str) -> tuple[None, int]:
    if closing.startswith("`") and suffix == ".tex":
        return None, match.end()  # in TeX it is a quotation mark
    end = text.find(closing, match.end())
    blank = _BLANK_LINE.search(text, match.end())
    if end < 0 or (closing.startswith("`") and blank and blank.start() < end):
        return None, match.end()
    return None, end + len(closing)


def _fence(text: str, match: re.Match[str], suffix: str) -> _Found:
    if suffix == ".tex":
        return None, match.end()
    closing = re.compile(rf"^[ \t]*{re.escape(match.group('ticks')[:3])}", re.MULTILINE)
    end = closing.search(text, match.end())
    stop = end.start() if end else len(text)
    after = end.end() if end else len(text)
    while after < len(text) and text[after] in "`~":
        after += 1
    if match.group("language").lower() in _MATH_FENCES:
        return (match.end(), stop, True), after
    return None, after


def _environment(text: str, match: re.Match[str]) -> _Found:
    name = match.group("environment")
    end = re.compile(rf"\\end\s*\{{{re.escape(name)}\}}").search(text, match.end())
    if not end:
        return None, match.end()
    start = match.end()
    if name.startswith("alignat"):
        columns = re.compile(r"\s*\{\d+\}").match(text, start)
        start = columns.end() if columns else start
    return (start, end.start(), True), end.end()


def _inline(text: str, match: re.Match[str]) -> _Found:
    end = re.compile(r"(?<!\\)\$").search(text, match.end())
    blank = _BLANK_LINE.search(text, match.end())
    if not end or (blank and blank.start() < end.start()):
        return None, match.end()
    return (match.end(), end.start(), False), end.end()


def with_plain_lines(document: Document, text: str) -> Document:
    """Read every line with an equals sign as a formula, where a document marks none."""
    if document.formulas:
        return document
    unit = Unit(text)
    lines = re.finditer(r"[^\n]*=[^\n]*", text)
    formulas = tuple(DocumentFormula(unit, m.start(), m.end(), True, is_plain=True) for m in lines)
    return replace(document, formulas=formulas)
