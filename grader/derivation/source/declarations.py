"""Find declarations in the prose: true class, names of classes, sums that are not written.

What is found here changes how formulas are read, never what counts as right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from grader.derivation.source.document import Document, DocumentFormula

_SINGLE_LETTER = re.compile(r"\s*([A-Za-z])\s*")
_NEAR = 70
_LISTED = 12
_AND = r"(?:(?:\s|,)\s*(?:and|und|et|e|y|or|oder|ou)\s+|\s*(?:和|与|及|、|&)\s*)"
_LIST = re.compile(
    r"(?<![\w$\\])(?:\$?[A-Za-z]\$?|[A-Za-z]{2,15})"
    rf"(?:\s*,\s*(?:\$?[A-Za-z]\$?|[A-Za-z]{{2,15}})){{0,5}}{_AND}"
    r"(?:\$?[A-Za-z]\$?|[A-Za-z]{2,15})(?![\w\\])"
)
_ITEM = re.compile(r"[A-Za-z]+")
_SUBSCRIPT = re.compile(
    r"(?<!\\nabla)(?<!\\partial)_\s*"
    r"(?:\{\s*(?:\\[a-z]+\s*\{)?\s*([A-Za-z]+)\s*\}|([A-Za-z]))"
)
_SUMMING = re.compile(
    r"\bsum|summ|\bsom(?:me|mat)|\bsuma|sumator|Σ|sigma sign|sigmas|求和|加总|總和|和を|сумм",
    re.IGNORECASE,
)
_REPEATING = re.compile(
    r"repeat|twice|two times|double|doppelt|zweimal|répét|deux fois|repetid|dos veces|ripetut"
    r"|due volte|повтор|重复|重複|两次|兩次|omit|drop|le(?:ave|ft) out|suppress|(?:not|never|don't)"
    r" writ|without (?:the |a |any )?(?:writing|sign)|weglass|weggel|lassen|sans écrire|n'écri|omet"
    r"|no escrib|sin escribir|省略|不写|不寫|convention|konvention|convenio|convenz|convenci|impli",
    re.IGNORECASE,
)
_CONVENTION = re.compile(r"Einstein|summation convention|Summenkonvention|求和约定|爱因斯坦", re.I)
_SENTENCE_END = re.compile(r"[.;!?]\s|[\u3002\uff1b\uff01\uff1f]|\n\s*\n")


def true_letters(document: Document, words: Sequence[str], taken: Iterable[str]) -> frozenset[str]:
    """Return the letters that the prose declares to be the true class.

    A letter that a sum runs over (``taken``) is none: it has to be the same everywhere.
    """
    if not words:
        return frozenset()
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    found = set()
    for formula in document.formulas:
        letter = _SINGLE_LETTER.fullmatch(formula.source)
        if letter and not formula.display and pattern.search(_neighbourhood(formula)):
            found.add(letter.group(1))
    return frozenset(found - set(taken))


def _neighbourhood(formula: DocumentFormula) -> str:
    text = formula.unit.text
    before = text[max(0, formula.start - _NEAR) : formula.start]
    after = text[formula.end : formula.end + _NEAR]
    return before.rsplit(".", 1)[-1] + after.split(".", 1)[0]


def class_names(
    document: Document, letters: Iterable[str], ends: Iterable[str] = ()
) -> dict[str, int]:
    """Return the names of classes that the prose lists, with their numbers from 0.

    "Called $a$, $b$ and $c$", "the classes A, B and C", "cat, dog and bird": names that are also
    subscripts in the formulas.  A letter that the specification uses for an index is none, unless
    two others stand beside it.  Without a list, several capitals in subscripts are classes, but
    for the ``ends`` of ranges.
    """
    habitual = set(letters)
    used = {a or b for formula in document.formulas for a, b in _SUBSCRIPT.findall(formula.source)}
    for run in (*_formula_lists(document), *_plain_lists(document)):
        listed = list(itertools.dropwhile(lambda name: name not in used, run))
        strangers = [name for name in listed if name not in habitual]
        is_list = len(listed) >= 2 and len(set(listed)) == len(listed) and set(listed) <= used
        if is_list and len(strangers) >= 2 and _is_alike(listed):
            return {name: place for place, name in enumerate(listed)}
    capitals = sorted(name for name in used - {*ends} if len(name) == 1 and name.isupper())
    return {name: place for place, name in enumerate(capitals)} if len(capitals) > 1 else {}


def _is_alike(listed: Sequence[str]) -> bool:
    """Return True for three letters, two capitals, or words: i and j are no classes."""
    words = all(len(name) > 1 for name in listed)
    letters = all(len(name) == 1 for name in listed)
    return words or (letters and (len(listed) > 2 or all(map(str.isupper, listed))))


def _plain_lists(document: Document) -> list[list[str]]:
    found = (_items(match.group()) for match in _LIST.finditer(document.prose))
    return [listed for listed in found if listed]


def _items(text: str) -> list[str]:
    return _ITEM.findall(re.sub(rf"{_AND}(?=\$?[A-Za-z]+\$?$)", ",", text))


def _formula_lists(document: Document) -> list[list[str]]:
    """Return the runs of formulas that are one letter each: "$a$, $b$ and $c$"."""
    runs: list[list[str]] = [[]]
    for formula in document.formulas:
        letter = _SINGLE_LETTER.fullmatch(formula.source)
        close = bool(runs[-1]) and len(formula.prose.strip(" $")) <= _LISTED
        if not (letter and (close or not runs[-1])):
            runs.append([])
        if letter:
            runs[-1].append(letter.group(1))
    return [run for run in runs if run]


_FIXED = re.compile(
    r"\b(?:held |hold(?:s|ing)? |kept |keep(?:s|ing)? |being |is |are )?(?:fixed|constant)\b"
    r"|\bfest(?:gehalten|halten)?\b|konstant|\bfix[ée]e?s?\b|\bfij[oa]s?\b|\bfiss[oaie]\b"
    r"|固定|保持不变|не меня",
    re.IGNORECASE,
)


def holds_fixed(document: Document) -> bool:
    """Return True if the prose says that something is held fixed: no differential shows it."""
    return bool(_FIXED.search(document.prose))


def drops_sums(document: Document) -> bool:
    """Return True if the prose says that sums over repeated indices are not written."""
    return any(
        _CONVENTION.search(one) or (_SUMMING.search(one) and _REPEATING.search(one))
        for one in _SENTENCE_END.split(document.prose)
    )
