"""Names and letters that a document introduces: long names, the true class, classes as letters.

What is found here changes how formulas are read, never what counts as right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.derivation.document import Document, Formula
from grader.derivation.vocabulary import ELEMENTARY, Vocabulary

_LONG_NAME = re.compile(
    r"(?:^|[,;&=]|\\\\|\\q?quad|\\partial|\\frac\{d)\s*([A-Za-z]{2,})(?=\s*(?:_|\^|:?=|&|\\equiv))"
)
_SUBSCRIPT = re.compile(r"_\s*(?:\{([^{}]*)\}|([A-Za-z]))")
_SINGLE_LETTER = re.compile(r"\s*([A-Za-z])\s*")
_NEAR = 70
_LISTED = 12
_AGREEMENT = re.compile(
    r"summation convention|Einstein|repeated ind|(?:leave|left) out (?:all |the )?(?:signs? of )?"
    r"(?:summation|sums?)|(?:omit|drop)\w* (?:all |the )?(?:signs? of )?(?:summation|sums?)"
    r"|(?:index|letter|indices)[^.]{0,60}twice[^.]{0,60}summ?ed|Summenkonvention|求和约定|爱因斯坦",
    re.IGNORECASE,
)


def extended_vocabulary(vocabulary: Vocabulary, document: Document) -> Vocabulary:
    """Return the vocabulary with the document's own names of several letters."""
    known = {base for base in vocabulary.computed if base.isalpha()}
    found: set[str] = set()
    letters: set[str] = set()
    for formula in document.formulas:
        found |= set(_LONG_NAME.findall(formula.source))
        letters |= _subscript_letters(formula.source)
    functions = {name for name in vocabulary.functions if name.isalpha()}
    names = {name for name in found if not _is_product(name, known | set(vocabulary.tagged))}
    names = {name for name in names - functions if name[0] != "d" or name[1:] not in names}
    return replace(
        vocabulary,
        letters=vocabulary.letters | letters,
        longer=tuple(sorted(names | {*vocabulary.longer})),
    )


def written_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of several letters that a formula may have without markup."""
    functions = (name for name in vocabulary.functions | ELEMENTARY if name.isalpha())
    return tuple(name for name in (*functions, *vocabulary.longer) if len(name) > 1)


def _is_product(name: str, known: set[str]) -> bool:
    """Return True for letters that are names by themselves, and for differentials of names."""
    return all(letter in known for letter in name) or (
        name[0] == "d" and (len(name) == 2 or all(letter in known for letter in name[1:]))
    )


def _subscript_letters(source: str) -> set[str]:
    subscripts = ("".join(pair) for pair in _SUBSCRIPT.findall(source))
    return {letter for text in subscripts for letter in re.findall(r"(?<![\\A-Za-z])[a-z]", text)}


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


def _neighbourhood(formula: Formula) -> str:
    text = formula.unit.text
    before = text[max(0, formula.start - _NEAR) : formula.start]
    after = text[formula.end : formula.end + _NEAR]
    return before.rsplit(".", 1)[-1] + after.split(".", 1)[0]


def class_letters(document: Document, letters: Iterable[str]) -> dict[str, int]:
    """Return letters that the prose lists as names of the classes: "called $a$, $b$ and $c$"."""
    habitual = set(letters)
    run: list[str] = []
    for formula in document.formulas:
        letter = _SINGLE_LETTER.fullmatch(formula.source)
        close = bool(run) and len(formula.prose.strip(" $")) <= _LISTED
        if letter and (close or not run):
            run.append(letter.group(1))
            continue
        if _is_list(run, habitual):
            break
        run = [letter.group(1)] if letter else []
    return {name: place for place, name in enumerate(run)} if _is_list(run, habitual) else {}


def _is_list(run: Sequence[str], habitual: set[str]) -> bool:
    strangers = [letter for letter in run if letter not in habitual]
    return len(run) >= 3 and len(set(run)) == len(run) and len(strangers) >= 2


def drops_sums(document: Document) -> bool:
    """Return True if the prose says that sums over repeated indices are not written."""
    return bool(_AGREEMENT.search(document.prose))
