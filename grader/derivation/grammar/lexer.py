r"""LaTeX mathematics to tokens, each with its place in the text.

Fonts are folded (``\mathbf{x}`` is x), spacing and sizes are dropped, Unicode mathematics becomes
the commands that it stands for.  Nothing else is lost here: what a token means is decided later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.derivation.grammar.characters import GREEK, SYNONYMS, spelled
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Span
from grader.derivation.grammar.vocabulary import ELEMENTARY


@dataclass(frozen=True)
class Token:
    """A piece of LaTeX.

    ``kind`` is one of command, letter, word (an upright name of several letters), number, text
    (words between formulas), begin, end, row, wide (a wide space), mark (any other character).
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The token's place in the text."""
        return Span(self.start, self.end)

    def is_mark(self, *texts: str) -> bool:
        """Return True if this is one of these characters."""
        return self.kind == "mark" and self.text in texts

    def is_command(self, *texts: str) -> bool:
        """Return True if this is one of these commands."""
        return self.kind == "command" and self.text in texts


_PATTERN = re.compile(
    r"(?P<row>\\\\(?:\s*\[[^\]]{0,20}\])?|\\cr\b|\\newline\b)"
    r"|(?P<begin>\\begin\s*\{\s*(?P<opened>[^{}]{0,40}?)\s*\})"
    r"|(?P<end>\\end\s*\{\s*(?P<closed>[^{}]{0,40}?)\s*\})"
    r"|(?P<command>\\(?:[A-Za-z@]+\*?|.))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<space>\s+)"
    r"|(?P<entrywise>\.[*^/])"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_FONTS = frozenset(
    r"\mathbf \boldsymbol \bm \mathcal \mathscr \mathnormal \vec \pmb"
    r" \mathfrak \symbf \displaystyle \textstyle \scriptstyle \limits \nolimits \left \right"
    r" \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr \bigm"
    r" \nonumber \notag \underline \smash \mathstrut \strut \relax \protect"
    r" \allowbreak \centering \hfill \hline \bold \cal \rm \bf \it"
    r" \qedhere \qed \square \blacksquare \Box \checkmark".split()
)
_SPACES = frozenset([*(rf"\{mark}" for mark in ",;:!> \n/"), r"\thinspace", r"\negthinspace"])
_WIDE = (r"\quad", r"\qquad", r"\enspace", r"\hspace", r"\hspace*")
_UPRIGHT = (
    *(r"\mathrm", r"\operatorname", r"\operatorname*", r"\mathop", r"\DeclareMathOperator"),
    *(r"\mathtt", r"\mathit", r"\mathsf"),
)
_TEXTS = frozenset(
    r"\text \textrm \textnormal \mbox \textit \textbf \textsf \texttt \hbox \textup".split()
)
_BETWEEN_ROWS = (r"\intertext", r"\shortintertext")
_DROPPED_WITH_GROUP = frozenset(
    r"\label \tag \tag* \color \vspace \vspace* \phantom \hphantom \vphantom \hskip \notag*".split()
)
_ONES = (r"\mathbf", r"\mathbb", r"\mathbbm", r"\mathds", r"\boldsymbol", r"\bm", r"\mathrm")


_TAKES_GROUP = frozenset([*_ONES, *_WIDE, *_TEXTS, *_UPRIGHT, *_DROPPED_WITH_GROUP, *_BETWEEN_ROWS])
_LONGEST_GROUP = 1_000
_LONGEST_NUMBER = 15
_LONGEST_SCRIPT = 20


class Lexer:
    """Turns one formula of a text into tokens; ``names`` are written with several letters."""

    def __init__(self, text: str, names: tuple[str, ...] = (), limit: int = 4_000) -> None:
        self._text = text
        self._limit = limit
        ordered = sorted(names, key=len, reverse=True)
        choice = "|".join(map(re.escape, ordered))
        self._names = re.compile(rf"(?:{choice})(?![A-Za-z])") if names else None

    def tokens(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens between two places; raise NotUnderstood if they are too many."""
        found: list[Token] = []
        for token in self._scan(start, end):
            found.append(token)
            if len(found) > self._limit:
                raise NotUnderstood(f"the formula is longer than {self._limit} symbols")
        return tuple(_without_braces(found))

    def _scan(self, start: int, end: int) -> Iterator[Token]:
        place = start
        while place < end:
            name = self._names.match(self._text, place, end) if self._names else None
            if name and not self._is_of_letters(name.group(), place):
                yield Token("word", name.group(), place, name.end())
                place = name.end()
                continue
            match = _PATTERN.match(self._text, place, end)
            if match is None:
                raise NotUnderstood("a character cannot be read")
            made, place = self._read(match, end)
            yield from made

    def _is_of_letters(self, name: str, place: int) -> bool:
        """Return True if what looks like a name goes on, or is indices: the ln of Z_{ln}."""
        before = self._text[max(0, place - _LONGEST_SCRIPT) : place]
        below = name in ELEMENTARY and re.search(r"_\s*\{[A-Za-z\s]*$", before)
        return before[-1:].isalpha() or bool(below)

    def _read(self, match: re.Match[str], end: int) -> tuple[tuple[Token, ...], int]:
        kind, text, span = match.lastgroup or "", match.group(), match.span()
        if match.group("begin") or match.group("end"):
            kind = "begin" if match.group("begin") else "end"
            text = match.group("opened") or match.group("closed") or ""
            return (Token(kind, text.rstrip("*"), *span),), span[1]
        if kind == "command":
            return self._command(text, span, end)
        if kind == "number" and len(text) > _LONGEST_NUMBER:
            raise NotUnderstood(f"a number of more than {_LONGEST_NUMBER} digits")
        if kind == "number":
            return self._number(text, span), span[1]
        if kind == "entrywise":
            return (Token("mark", text[1], *span),), span[1]
        if kind == "row":
            return (Token(kind, text, *span),), span[1]
        if kind == "mark":
            return tuple(_character(text, *span)), span[1]
        return (), span[1]

    def _number(self, text: str, span: tuple[int, int]) -> tuple[Token, ...]:
        """Read a number; right behind a letter it is a subscript: ``W1`` is W_1."""
        number = Token("number", text, *span)
        before = self._text[max(0, span[0] - _LONGEST_SCRIPT) : span[0]]
        in_script = re.search(r"[_^]\s*\{[^{}]*$", before)
        if in_script or not re.search(r"(?:^|[^A-Za-z_^\\])[A-Za-z]$", before):
            return (number,)
        return (Token("mark", "_", *span), number)

    def _command(self, name: str, span: tuple[int, int], end: int) -> tuple[tuple[Token, ...], int]:
        group = self._group(span[1], end) if name in _TAKES_GROUP else None
        if name in _ONES and not group:
            group = self._bare_one(span[1], end)
        if name in _ONES and group and group[0].strip() in ("1", "I", r"\mathbb{1}"):
            return self._ones(name, group, span)
        if name in _WIDE:
            place = group[1] if group and name.startswith(r"\hspace") else span[1]
            return (Token("wide", name, *span),), place
        if group and (name in _TEXTS or name in _UPRIGHT):
            return _named(name, group[0], span[0], group[1]), group[1]
        if group and name in _BETWEEN_ROWS:
            return (Token("row", name, span[0], group[1]),), group[1]
        if group and name in _DROPPED_WITH_GROUP:
            return (), group[1]
        if name in _FONTS or name in _SPACES or name in _UPRIGHT or name in _TEXTS:
            return self._font(name, span, end)
        text = SYNONYMS.get(name, name)
        kind = "command" if text.startswith("\\") else "mark"
        return (Token(kind, text, *span),), span[1]

    def _bare_one(self, place: int, end: int) -> tuple[str, int] | None:
        r"""Return the 1 of ``\mathbf 1``, and where it ends."""
        found = re.compile(r"\s+1(?![\d.])").match(self._text, place, end)
        return ("1", found.end()) if found else None

    def _ones(
        self, name: str, group: tuple[str, int], span: tuple[int, int]
    ) -> tuple[tuple[Token, ...], int]:
        if group[0].strip() == "I" and name != r"\mathbb":
            return (Token("letter", "I", span[0], group[1]),), group[1]
        return (Token("command", r"\mathbb1", span[0], group[1]),), group[1]

    def _font(self, name: str, span: tuple[int, int], end: int) -> tuple[tuple[Token, ...], int]:
        after = re.compile(r"\s*\.").match(self._text, span[1], end)
        if name in (r"\left", r"\right") and after:
            return (Token("command", name + ".", span[0], after.end()),), after.end()
        return (), span[1]

    def _group(self, place: int, end: int) -> tuple[str, int] | None:
        """Return the text in the braces that open here, and where they end."""
        opened = re.compile(r"\s*\{").match(self._text, place, end)
        if not opened:
            return None
        depth = 1
        for position in range(opened.end(), min(end, opened.end() + _LONGEST_GROUP)):
            depth += {"{": 1, "}": -1}.get(self._text[position], 0)
            if not depth:
                return self._text[opened.end() : position], position + 1
        return None


def _without_braces(tokens: list[Token]) -> Iterator[Token]:
    r"""Drop empty braces, and those around one letter that has scripts: ``\mathbf{W}_1``."""
    place = 0
    while place < len(tokens):
        if _is_empty_group(tokens, place):
            place += 2
        elif _is_braced_letter(tokens, place):
            yield tokens[place + 1]
            place += 3
        else:
            yield tokens[place]
            place += 1


def _is_empty_group(tokens: list[Token], place: int) -> bool:
    if not tokens[place].is_mark("{") or place + 1 == len(tokens):
        return False
    before = tokens[place - 1] if place else None
    takes = before is not None and (before.is_mark("_", "^", "}") or before.kind == "command")
    return tokens[place + 1].is_mark("}") and not takes


def _is_braced_letter(tokens: list[Token], place: int) -> bool:
    if place + 3 >= len(tokens) or not tokens[place].is_mark("{"):
        return False
    if place and tokens[place - 1].is_mark("_", "^"):
        return False
    inside, closing, after = tokens[place + 1 : place + 4]
    letter = inside.kind == "letter" or inside.text in GREEK
    return letter and closing.is_mark("}") and after.is_mark("_", "^", "'")


def _named(command: str, words: str, start: int, end: int) -> tuple[Token, ...]:
    if command not in _UPRIGHT:
        return (Token("text", words, start, end),)
    name = re.sub(r"[\s~]|\\[,;:! ]", "", words)
    if re.fullmatch(r"[A-Za-z]", name):
        return (Token("upright", name, start, end),)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name):
        return (Token("word", name, start, end),)
    return (Token("text", words, start, end),)


def _character(character: str, start: int, end: int) -> Iterator[Token]:
    if character.isascii():
        kind = "letter" if character.isalpha() else "mark"
        if character == "~":
            return
        yield Token(kind, character, start, end)
        return
    for text in _PATTERN.finditer(spelled(character)):
        kind = text.lastgroup or "mark"
        if kind == "mark" and text.group().isalpha():
            kind = "letter" if text.group().isascii() else "text"
        if kind != "space":
            yield Token(kind, SYNONYMS.get(text.group(), text.group()), start, end)
