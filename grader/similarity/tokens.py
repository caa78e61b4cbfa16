"""Split a file into tokens of code and words, in time linear in its size, up to a limit.

Each token becomes a number: the first eight bytes of a hash of its text, the same in every process
and on every machine.
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
"""Length of a k-gram: tokens of code, and words of text."""

_MOST_TOKENS = 2500
_SHORT = 80
"""Characters of a token that is cached; longer tokens hardly repeat."""

# A line break before a token says that the token is at the left margin.  Every alternative
# consumes an unclosed string to the end of its line or of the file, so that
# no part of a file is read again and again.
_TOKEN = re.compile(
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
class TokenStream:
    """Code tokens and words of a file, in blocks that begin at the left margin.

    Attributes
    ----------
    code : list of int
        Hashes of the tokens.
    back : list of int
        For a name of the student's own, how many tokens ago it was last used (a large number if
        never); 0 for every other token.
    places : list of int
        The index of each token in the text's list of tokens.
    words : list of int
        Hashes of the words, comments and strings included.
    code_ends, word_ends : list of int
        Where the blocks end; a block is padded to the length of one k-gram.
    """

    code: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    code_ends: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    word_ends: list[int] = field(default_factory=list)

    def end_block(self) -> None:
        """Pad the current block and begin another."""
        missing = _missing(self.code, self.code_ends, CODE)
        self.code += [_FILLER] * missing
        self.back += [0] * missing
        self.places += self.places[-1:] * missing
        self.code_ends.append(len(self.code))
        self.words += [_FILLER] * _missing(self.words, self.word_ends, WORDS)
        self.word_ends.append(len(self.words))


class _ParsedToken(NamedTuple):
    """A parsed token: its hash (0 for a comment), its kind, and its words."""

    token: int
    name: bool
    begins: bool
    words: tuple[int, ...]


def text_of(source: bytes) -> str:
    """Decode the part of a file that is compared."""
    return source[:MOST_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def tokenize(text: str) -> TokenStream:
    """Return the tokens and words of a text."""
    return _read(_TOKEN.findall(text)[:_MOST_TOKENS])


def tokenize_with_lines(text: str) -> tuple[TokenStream, list[int]]:
    """Return the tokens, and the line (from 1) on which each code token begins."""
    found = list(_TOKEN.finditer(text))[:_MOST_TOKENS]
    stream, lines, line, at = _read(one[0] for one in found), [], 1, 0
    for one in found:
        start = one.start() + one[0].startswith("\n")
        line += text.count("\n", at, start)
        at = start
        lines.append(line)
    return stream, [lines[place] for place in stream.places]


def hash_of(text: str) -> int:
    """Return a 64-bit hash of a text that is the same everywhere."""
    hashed = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(hashed.digest(), "big")


def _read(texts: Iterable[str]) -> TokenStream:
    read, begun, dotted = TokenStream(), 0, False
    code, back, places = read.code, read.back, read.places
    last: dict[int, int] = {}
    for place, text in enumerate(texts):
        token, name, begins, words = _cached_parse(text) if len(text) < _SHORT else _parse(text)
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
    """Return how many tokens the last block lacks for one k-gram."""
    length = len(tokens) - (ends[-1] if ends else 0)
    return max(size - length, 0) if length else 0


def _parse(text: str) -> _ParsedToken:
    token_text = text.lstrip("\n")
    begins = len(token_text) < len(text)
    if token_text[0] in "#\"'":
        words = tuple(hash_of(word) for word in _WORD.findall(token_text.lower()))
        return _ParsedToken(0 if token_text[0] == "#" else _STRING, False, begins, words)
    token = hash_of(token_text)
    name = _NAME.match(token_text) is not None and token_text not in _NAMED
    return _ParsedToken(token, name, begins, (token,))


_cached_parse = functools.lru_cache(maxsize=1 << 13)(_parse)
_DOT, _STRING = hash_of("."), hash_of(_TEXT)
