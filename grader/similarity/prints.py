"""A file as fingerprints.  Bytes of any kind are read in linear time, up to a size."""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_BYTES = 64 << 10
_MOST_TOKENS = 2500
_CODE, _WORDS = 8, 6
"""Tokens in one fingerprint of the code, and words in one of the text."""

# Every alternative takes what it begins with to the end of the line or of the file where it is not
# closed, so that no part of a file is read again and again.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>\"{3}(?:[\s\S]*?\"{3}|[\s\S]*) | '{3}(?:[\s\S]*?'{3}|[\s\S]*)
               | "[^"\n\\]*(?:\\.[^"\n\\]*)*"? | '[^'\n\\]*(?:\\.[^'\n\\]*)*'?)
      | (?P<name>[^\W\d]\w*) | (?P<number>\d[\w.]*) | (?P<sign>[^\w\s]) | (?P<line>\n)""",
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_NAMED = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_TEXT = '""'


class Token(NamedTuple):  # many thousands of these are made, faster than dataclasses
    """One piece of code; ``own`` where it is a name that the student could choose."""

    text: str
    line: int
    own: bool = False


class Print(NamedTuple):
    """A fingerprint, and the lines (from 1) that its tokens stand on."""

    digest: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """What begins at the left margin, to the next such line: a function, an import."""

    code: tuple[Print, ...]
    words: tuple[Print, ...]


@dataclass(frozen=True)
class Prints:
    """One file: its blocks and its lines."""

    blocks: tuple[Block, ...]

    @property
    def code(self) -> frozenset[int]:
        return frozenset(one.digest for block in self.blocks for one in block.code)

    @property
    def words(self) -> frozenset[int]:
        return frozenset(one.digest for block in self.blocks for one in block.words)


def lines_of(source: bytes) -> list[str]:
    """The lines of the part of a file that is read."""
    return _text(source).split("\n")


def prints_of(source: bytes) -> Prints:
    """The fingerprints of a file."""
    return Prints(
        tuple(
            Block(
                code=tuple(_windows(code, _CODE, _placed)),
                words=tuple(_windows(words, _WORDS, _plain)),
            )
            for code, words in _blocks(_text(source))
        )
    )


def _text(source: bytes) -> str:
    return source[:MOST_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> Iterator[tuple[list[Token], list[Token]]]:
    """The tokens of the code and the words of all of it, block by block."""
    code: list[Token] = []
    words: list[Token] = []
    for token, said, margin in _tokens(text):
        if margin and token and code:
            yield code, words
            code, words = [], []
        code += [token] if token else []
        words += said
    yield code, words


def _tokens(text: str) -> Iterator[tuple[Token | None, list[Token], bool]]:
    """Each piece of code, if it is one; its words; and whether it stands at the left margin."""
    line, before, start, count = 1, "", 0, 0
    for found in _TOKEN.finditer(text):
        kind, piece, margin = found.lastgroup, found[0], found.start() == start
        if kind == "line":
            line, start = line + 1, found.end()
            continue
        count += 1
        if count > _MOST_TOKENS:
            return
        if kind in ("comment", "text"):
            yield Token(_TEXT, line) if kind == "text" else None, _said(piece, line), margin
            broken = piece.count("\n")
            line, start = line + broken, start if not broken else -1
        else:
            own = kind == "name" and before != "." and piece not in _NAMED
            token = Token(piece, line, own)
            yield token, [token], margin
        before = piece


def _said(piece: str, line: int) -> list[Token]:
    return [Token(word, line) for word in _WORD.findall(piece.lower())]


def _windows(
    tokens: Sequence[Token], size: int, spelled: Callable[[Sequence[Token]], Iterable[str]]
) -> Iterator[Print]:
    """A fingerprint of every so many tokens in a row; of all where there are fewer."""
    for place in range(max(len(tokens) - size, 0) + 1 if tokens else 0):
        window = tokens[place : place + size]
        text = " ".join(spelled(window)).encode("utf-8", "replace")
        digest = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
        yield Print(digest, tuple(dict.fromkeys([token.line for token in window])))


def _placed(window: Sequence[Token]) -> Iterable[str]:
    """The tokens, every name of the student's own as the number of its first place."""
    places: dict[str, str] = {}
    return [places.setdefault(t.text, f"${len(places)}") if t.own else t.text for t in window]


def _plain(window: Sequence[Token]) -> Iterable[str]:
    return [token.text for token in window]
