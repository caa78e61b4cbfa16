"""Translate English sentences: what is kept or raised in English and said in many languages.

An English sentence is the key of its translation, as in gettext; the values in it are found again
by its form.  ``<catalogue>/<language>.toml`` holds pairs of sentences in tables.  A sentence
without a translation stays.

derivation_phrases   what the checker of derivations found
messages             what commands say: help, errors, notes, findings of an export
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from grader.report.words import FALLBACK, table
from grader.text.columns import columns

_DEEPEST = 6
_LONGEST = 2000
"""Characters of a sentence: names in it are a student's, and patterns take longer with each."""

_JOINT = " · "
_ITEM = "\n  - "
_COLUMNS = re.compile(r"( {2,})")
_PLACE = re.compile(r"\S+:\d+(?::\d+)?: ")
"""Where a problem is, as compilers write it: ``file:line: `` or ``file:line:column: ``."""


class Phrases:
    """Pairs of an English sentence and its translation, with ``{}`` and ``{0}`` for values."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        ordered = sorted(pairs, key=lambda pair: -len(pair[0].replace("{}", "")))
        self._whole = {_in_a_line(english): own for english, own in ordered if "{}" not in english}
        self._forms = [(_Form(english), own) for english, own in ordered if "{}" in english]

    @property
    def has_any(self) -> bool:
        """True if there are translations."""
        return bool(self._whole or self._forms)

    def __call__(self, text: str) -> str:
        """Return the sentences of a text in this language, and the rest as it is."""
        if not self.has_any:
            return text
        return _JOINT.join(self._said(part, _DEEPEST) for part in text.split(_JOINT))

    def _said(self, text: str, depth: int) -> str:
        """Return the parts of a text; of a single one its sentence, else its lines or columns."""
        for mark in ("\n\n", _ITEM):
            if mark in text:
                return mark.join(self._said(part, depth) for part in text.split(mark))
        if place := _PLACE.match(text):
            return place[0] + self._said(text[place.end() :], depth)
        if found := self._whole.get(_in_a_line(text[:_LONGEST])):
            return found.format()
        for form, own in self._forms if depth and text else ():
            values = form.values_in(text)
            if values is not None:
                return own.format(*(self._said(value, depth - 1) for value in values))
        if "\n" in text:
            return "\n".join(self._said(part, depth) for part in text.split("\n"))
        cells = _COLUMNS.split(text)
        return "".join(self._cells(cells, depth)) if len(cells) > 1 else text

    def _cells(self, cells: Sequence[str], depth: int) -> Iterator[str]:
        """Yield the cells of a line and the gaps behind them; what follows keeps its column."""
        for cell, gap in zip(cells[::2], [*cells[1::2], ""], strict=True):
            said = self._said(cell, depth)
            yield said
            yield gap and " " * max(columns(cell + gap) - columns(said), 2)


def _in_a_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


class _Form:
    """The form of a sentence: it may be broken into lines, and a value may be empty."""

    def __init__(self, english: str) -> None:
        self._english = english
        words = filter(None, re.split(r"\{\}|\s", english))
        self._words = sorted(words, key=len, reverse=True)  # a long one is the rarest

    def values_in(self, text: str) -> tuple[str, ...] | None:
        """Return the values in a text of this form, or None if it has another one."""
        if len(text) > _LONGEST or not all(word in text for word in self._words):
            return None  # quicker than to compile and try hundreds of patterns
        match = self._pattern.fullmatch(text)
        return match and match.groups()

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = (re.sub(r"(?:\\ )+", r"\\s+", re.escape(p)) for p in self._english.split("{}"))
        return re.compile("(.*?)".join(parts), re.DOTALL)


@functools.cache
def phrases_in(language: str, catalogue: str) -> Phrases:
    """Return the phrases of a language tag such as ``zh-CN``; English has none, and stays."""
    name = language.partition("-")[0].lower()
    found = {} if name == FALLBACK else table(catalogue, name)
    return Phrases(pair for pairs in found.values() for pair in pairs.items())


def message_in(language: str, text: str) -> str:
    """Return what a command says, or what was found in a hand-in, in a language."""
    return phrases_in(language, "messages")(text)
