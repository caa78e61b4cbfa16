"""Translate the sentences of the checker of derivations.

What is found in a derivation is kept once for all languages, in English.  An English sentence is
therefore the key of its translation, as in gettext; the values in it are found again by its form.
``translations/<language>.toml`` holds pairs of sentences in tables; a sentence without one stays.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from grader.model import CheckedDerivation, DerivationGrade, DerivationLine, Slip
from grader.report.words import FALLBACK, Words, table

_DEEPEST = 4
_JOINT = " · "


class Phrases:
    """Pairs of an English sentence and its translation, with ``{}`` and ``{0}`` for values."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        ordered = sorted(pairs, key=lambda pair: -len(pair[0].replace("{}", "")))
        self._pairs = [(_pattern(english), own) for english, own in ordered]

    @property
    def has_any(self) -> bool:
        """True if there are translations."""
        return bool(self._pairs)

    def __call__(self, text: str) -> str:
        """Return the sentences of a text in this language, and the rest as it is."""
        if not self._pairs:
            return text
        return _JOINT.join(self._sentence(part, _DEEPEST) for part in text.split(_JOINT))

    def _sentence(self, text: str, depth: int) -> str:
        for pattern, own in self._pairs if depth else ():
            match = pattern.fullmatch(text)
            if match:
                return own.format(*(self._sentence(value, depth - 1) for value in match.groups()))
        return text


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)


@functools.cache
def phrases_in(language: str) -> Phrases:
    """Return the phrases of a language tag such as ``zh-CN``; English has none, and stays."""
    name = language.partition("-")[0].lower()
    found = {} if name == FALLBACK else table("translations", name)
    return Phrases(pair for pairs in found.values() for pair in pairs.items())


def in_language(grade: DerivationGrade, words: Words) -> DerivationGrade:
    """Return the grade with everything that was found said in the language of these words."""
    phrases = phrases_in(words.labels["lang"])
    return replace(grade, found=_found(grade.found, phrases)) if phrases.has_any else grade


def _found(found: CheckedDerivation, phrases: Phrases) -> CheckedDerivation:
    return replace(
        found,
        chains=tuple(tuple(_line(line, phrases) for line in chain) for chain in found.chains),
        reading=tuple(map(phrases, found.reading)),
        problem=phrases(found.problem),
    )


def _line(line: DerivationLine, phrases: Phrases) -> DerivationLine:
    slip = line.slip and _slip(line.slip, phrases)
    return replace(line, place=phrases(line.place), note=phrases(line.note), slip=slip)


def _slip(slip: Slip, phrases: Phrases) -> Slip:
    return replace(
        slip,
        before_place=phrases(slip.before_place),
        point=phrases(slip.point),
        certainty=phrases(slip.certainty),
        repair=phrases(slip.repair),
    )
