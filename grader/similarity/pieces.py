"""A file as pieces of code and words.  Bytes of any kind are read in linear time, up to a size.

Every piece is a number from here on: the first eight bytes of a hash of what it says, the same in
every process and on every machine.
"""

from __future__ import annotations

import builtins
import functools
import hashlib
import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_BYTES = 64 << 10
CODE, WORDS = 8, 6
"""Tokens in one fingerprint of the code, and words in one of the text."""

_MOST_PIECES = 2500
_SHORT = 80
"""Characters of a piece that is worth remembering: what is longer hardly comes twice."""

# A line break before a piece says that the piece stands at the left margin.  Every alternative
# takes what it begins with to the end of the line or of the file where it is not closed, so that
# no part of a file is read again and again.
_PIECE = re.compile(
    r"""\n?(?=\S)(?: [^\W\d]\w* | \d[\w.]* | \#[^\n]*
      | \"{3}(?:[\s\S]*?\"{3}|[\s\S]*) | '{3}(?:[\s\S]*?'{3}|[\s\S]*)
      | "[^"\n\\]*(?:\\.[^"\n\\]*)*"? | '[^'\n\\]*(?:\\.[^'\n\\]*)*'?
      | [^\w\s])""",
    re.VERBOSE,
)
_WORD, _NAME = re.compile(r"\w+"), re.compile(r"[^\W\d]")
_NAMED = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_TEXT = '""'
_FILLER = 0


@dataclass
class Pieces:
    """The code and the words of a file, one after the other, in blocks of what begins at the left
    margin: a function, an import.

    ``back`` says of each token of the code how many tokens before it the same name stood that the
    student chose: 0 for any other token, many for a name that is new.  ``ends`` are the ends of
    the blocks, which are filled up to the length of one fingerprint; ``places`` are the pieces by
    number that the tokens are from.
    """

    code: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    code_ends: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    word_ends: list[int] = field(default_factory=list)

    def end_block(self) -> None:
        """What comes now is another block."""
        missing = _missing(self.code, self.code_ends, CODE)
        self.code += [_FILLER] * missing
        self.back += [0] * missing
        self.places += self.places[-1:] * missing
        self.code_ends.append(len(self.code))
        self.words += [_FILLER] * _missing(self.words, self.word_ends, WORDS)
        self.word_ends.append(len(self.words))


class _Known(NamedTuple):
    """What a piece says: as a token of the code (0 for a comment), whether it is a name, whether it
    begins a block, and its words."""

    token: int
    name: bool
    begins: bool
    words: tuple[int, ...]


def text_of(source: bytes) -> str:
    """The part of a file that is read."""
    return source[:MOST_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def pieces_of(text: str) -> Pieces:
    """The code and the words of a text."""
    return _read(_PIECE.findall(text)[:_MOST_PIECES])


def pieces_and_lines_of(text: str) -> tuple[Pieces, list[int]]:
    """The same, and the line (from 1) that each token of the code begins on."""
    found = list(_PIECE.finditer(text))[:_MOST_PIECES]
    pieces, lines, line, at = _read(one[0] for one in found), [], 1, 0
    for one in found:
        start = one.start() + one[0].startswith("\n")
        line += text.count("\n", at, start)
        at = start
        lines.append(line)
    return pieces, [lines[place] for place in pieces.places]


def number_of(said: str) -> int:
    """The number of what is said."""
    hashed = hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(hashed.digest(), "big")


def _read(texts: Iterable[str]) -> Pieces:
    read, begun, dotted = Pieces(), 0, False
    code, back, places = read.code, read.back, read.places
    last: dict[int, int] = {}
    for place, text in enumerate(texts):
        token, name, begins, words = _remembered(text) if len(text) < _SHORT else _known(text)
        if token:
            here = len(code)
            if begins and here > begun:
                read.end_block()
                here = begun = len(code)
            own = name and not dotted
            back.append(here - last.get(token, -MOST_BYTES) if own else 0)
            if own:
                last[token] = here
            code.append(token)
            places.append(place)
        dotted = token == _DOT
        read.words += words
    read.end_block()
    return read


def _missing(tokens: list[int], ends: list[int], size: int) -> int:
    """How many tokens the last block, if there is one, is short of one fingerprint."""
    length = len(tokens) - (ends[-1] if ends else 0)
    return max(size - length, 0) if length else 0


def _known(text: str) -> _Known:
    piece = text.lstrip("\n")
    begins = len(piece) < len(text)
    if piece[0] in "#\"'":
        words = tuple(number_of(word) for word in _WORD.findall(piece.lower()))
        return _Known(0 if piece[0] == "#" else _STRING, False, begins, words)
    token = number_of(piece)
    name = _NAME.match(piece) is not None and piece not in _NAMED
    return _Known(token, name, begins, (token,))


_remembered = functools.lru_cache(maxsize=1 << 13)(_known)
_DOT, _STRING = number_of("."), number_of(_TEXT)
