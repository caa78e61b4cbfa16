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
from collections.abc import Iterable

from grader.report.words import FALLBACK, table

_DEEPEST = 5
_JOINT = " · "
_COLUMNS = re.compile(r"( {2,})")


class Phrases:
    """Pairs of an English sentence and its translation, with ``{}`` and ``{0}`` for values."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        ordered = sorted(pairs, key=lambda pair: -len(pair[0].replace("{}", "")))
        self._pairs = [(_Form(english), own) for english, own in ordered]

    @property
    def has_any(self) -> bool:
        """True if there are translations."""
        return bool(self._pairs)

    def __call__(self, text: str) -> str:
        """Return the sentences of a text in this language, and the rest as it is."""
        if not self._pairs:
            return text
        return _JOINT.join(self._said(part, _DEEPEST) for part in text.split(_JOINT))

    def _said(self, text: str, depth: int) -> str:
        """Return the paragraphs of a text; of one its sentence, or else its lines or columns."""
        if "\n\n" in text:
            return "\n\n".join(self._said(part, depth) for part in text.split("\n\n"))
        for form, own in self._pairs if depth and text else ():
            values = form.values_in(text)
            if values is not None:
                return own.format(*(self._said(value, depth - 1) for value in values))
        if "\n" in text:
            return "\n".join(self._said(part, depth) for part in text.split("\n"))
        first, *more = _COLUMNS.split(text)
        if more:
            gaps, cells = more[::2], [self._said(cell, depth) for cell in (first, *more[1::2])]
            return cells[0] + "".join(map("".join, zip(gaps, cells[1:], strict=True)))
        return text


class _Form:
    """The form of a sentence: it may be broken into lines, and a value may be empty."""

    def __init__(self, english: str) -> None:
        self._english = english
        self._words = [word for word in re.split(r"\{\}|\s", english) if word]

    def values_in(self, text: str) -> tuple[str, ...] | None:
        """Return the values in a text of this form, or None if it has another one."""
        if not all(word in text for word in self._words):
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
