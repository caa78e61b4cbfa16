r"""Formulas as people type them without mark-up: ``dE/dw2_kj = sum_k (u_k - v_k) * w2_kj``.

A subscript reaches as far as letters and digits do, Greek letters and sums are words, and any other
word is prose.  The tokens are those of LaTeX, with their places in the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from grader.derivation.grammar.characters import GREEK
from grader.derivation.grammar.lexer import Lexer, Token
from grader.derivation.grammar.limits import NotUnderstood

_PIECE = re.compile(
    r"(?P<entry>(?<=[A-Za-z0-9\]])\[\w(?:,? ?\w)?\])"
    r"|(?P<below>_(?:[A-Za-z0-9]+|\([^()]{1,12}\)|\{[^{}]{1,12}\}|\[[^\]]{1,12}\]))"
    r"|(?P<power>(?:\^|\*\*)(?:\(\d\)|\[\d\]|\{[^{}]*\}|-?\d+|T\b|[A-Za-z]\b))"
    r"|(?P<differential>\bd(?=[A-Za-z]\d))"
    r"|(?P<numbered>(?:(?<![A-Za-z])|(?<=\bd))[A-Za-z]\d)"
    r"|(?P<comment>\((?:[A-Za-z]{2,}[ ,.]*){1,8}\))"
    r"|(?P<word>[A-Za-z]{2,})"
    r"|(?P<arrow>=+>|->|-->)"
    r"|(?P<unequal>!=|/=|<>)"
    r"|(?P<other>\s+|.)",
    re.DOTALL,
)
_COMMANDS = {
    "sum": r"\sum",
    "Sum": r"\sum",
    "SUM": r"\sum",
    "prod": r"\prod",
    "partial": r"\partial",
    "sqrt": r"\sqrt",
    "exp": r"\exp",
    "ln": r"\ln",
    "log": r"\ln",
    **{name[1:]: name for name in GREEK if len(name) > 3},
}


class PlainLexer:
    """Turns a line of plain text into tokens; ``names`` are written with several letters."""

    def __init__(self, text: str, names: Set[str], limit: int) -> None:
        self._text = text
        self._names = names
        self._limit = limit

    def tokens(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens between two places; raise NotUnderstood if they are too many."""
        found: list[Token] = []
        for match in _PIECE.finditer(self._text, start, end):
            found += self._piece(match)
            if len(found) > self._limit:
                raise NotUnderstood(f"the formula is longer than {self._limit} symbols")
        return tuple(found)

    def _piece(self, match: re.Match[str]) -> Iterator[Token]:
        text = match.group()
        if match.lastgroup == "comment" and text[1:-1].strip() not in self._names:
            yield Token("text", text, match.start(), match.end())
            return
        if match.lastgroup == "word":
            yield from self._word(text, match.start())
            return
        latex = _LATEX.get(match.lastgroup or "", str)
        yield from _placed(latex(text), match.start(), match.end())

    def _word(self, text: str, start: int) -> Iterator[Token]:
        """Yield a word's tokens: a command, a name, a differential of a name, or prose."""
        end = start + len(text)
        if text in _COMMANDS:
            yield from _placed(_COMMANDS[text], start, end)
        elif text in self._names:
            yield Token("word", text, start, end)
        elif text[0] == "d" and (len(text) == 2 or text[1:] in self._names):
            yield Token("letter", "d", start, start + 1)
            kind = "letter" if len(text) == 2 else "word"
            yield Token(kind, text[1:], start + 1, end)
        elif self._is_product(text, end):
            for place, letter in enumerate(text, start):
                yield Token("letter", letter, place, place + 1)
        else:
            yield Token("text", text, start, end)

    def _is_product(self, text: str, end: int) -> bool:
        """Return True for two letters before a subscript, which no word of prose has."""
        return len(text) == 2 and self._text[end : end + 1] == "_"


def _subscript(piece: str) -> str:
    inner = piece[1:].strip("(){}[]")
    return "_{" + inner.replace("!=", r"\neq ") + "}"


_LATEX: dict[str, Callable[[str], str]] = {
    "below": _subscript,
    "entry": lambda piece: "_{" + piece[1:-1].replace(",", "") + "}",
    "power": lambda piece: "^{" + piece.lstrip("^*").strip("{}") + "}",
    "numbered": lambda piece: f"{piece[0]}_{piece[1]}",
    "arrow": lambda piece: r"\Rightarrow",
    "unequal": lambda piece: r"\neq",
}


def _placed(latex: str, start: int, end: int) -> Iterator[Token]:
    """Yield the tokens of LaTeX at the place of the text for which it stands."""
    for token in Lexer(latex).tokens(0, len(latex)):
        yield replace(token, start=start, end=end)
