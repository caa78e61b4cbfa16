"""Compare names: which spellings of a name may mean one person.

    words("Doe, Jane-Mary")      doe  jane  mary
    forms("Doe, Jane")           doejane  janedoe        any order, joined
    loose_forms("Zoë Müller")    zoemuller  zoemueller   no accents
    shortened("Jane Mary Doe")   janemdoe  janedoe       a word left out, or only its first letter

Two names are equal if they share a form.  They are alike if a loose form of one is a short form of
the other.  An alike name may be another person's, so it counts only if nothing surer is found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations, product

_LONGEST = 250
_MOST_PERMUTED = 3
_MOST_TURNED = 8
_MOST_SHORTENED = 4
_LONGEST_TURNED = 4

_ACCENTS = dict.fromkeys(range(0x300, 0x370))
"""The marks on Latin, Greek and Cyrillic letters; in other scripts, marks are vowels."""

_LETTERS = str.maketrans(dict(zip("øłđð\u0131æœþ", "o l d d i ae oe th".split(), strict=True)))
_TWO_LETTERS = str.maketrans(dict(zip("äöüøå", "ae oe ue oe aa".split(), strict=True)))


def folded(text: str) -> str:
    """Normalise a text for comparing ids, logins and addresses: no case, no width."""
    return _normal(_normal(text).casefold()).strip()


def words(name: str) -> tuple[str, ...]:
    """Split a name into its words: runs of letters, digits and their marks.

    A text that is too long for a name is one word, which bounds the number of its forms.
    """
    found = [word for word in "".join(map(_in_words, folded(name))).split() if _plain(word)]
    return tuple(found) if len(name) <= _LONGEST else ("".join(found),)


def forms(name: str) -> frozenset[str]:
    """Return the spellings that are equal to the name."""
    return frozenset(_orders(words(name)))


def loose_forms(name: str) -> frozenset[str]:
    """Return the spellings of the whole name without accents."""
    return frozenset(form for plain in _unaccented(name) for form in _orders(plain))


def shortened(name: str) -> frozenset[str]:
    """Return the loose forms, and those with words left out or cut to an initial.

    At least two words stay whole.  In a name without spaces, as in Chinese, the parts may change
    places.
    """
    short = (form for plain in _unaccented(name) for few in _fewer(plain) for form in _orders(few))
    return loose_forms(name) | frozenset(short)


def are_alike(name: str, other: str) -> bool:
    """Return whether two names may mean one person.

    They do if they are alike, or if all words of one are in the other.
    """
    ours, theirs = set(words(name)), set(words(other))
    return bool(ours and theirs) and (
        ours <= theirs
        or theirs <= ours
        or not loose_forms(name).isdisjoint(shortened(other))
        or not shortened(name).isdisjoint(loose_forms(other))
    )


def is_wide(word: str) -> bool:
    """Return whether a word is Chinese, Japanese or Korean, written without spaces."""
    return all(unicodedata.east_asian_width(letter) == "W" for letter in word)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _in_words(letter: str) -> str:
    """Return a letter unchanged, nothing for an invisible character, a space for a separator."""
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    return letter if category[0] in "LMN" else " "


def _orders(parts: Sequence[str]) -> Iterator[str]:
    """Yield the words in any order; of a long name only the rotations and the sorted order."""
    if not parts:
        return
    if len(parts) <= _MOST_PERMUTED:
        yield from map("".join, permutations(parts))
        return
    yield "".join(sorted(parts))
    for at in range(len(parts) if len(parts) <= _MOST_TURNED else 1):
        yield "".join((*parts[at:], *parts[:at]))


def _unaccented(name: str) -> Iterable[tuple[str, ...]]:
    """Return the words without accents, and as in Mueller for Müller."""
    whole = words(name)
    return {tuple(map(_plain, whole)), tuple(_plain(w.translate(_TWO_LETTERS)) for w in whole)}


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word).translate(_ACCENTS)
    return unicodedata.normalize("NFC", letters).translate(_LETTERS)


def _fewer(parts: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(parts) == 1 and len(parts[0]) <= _LONGEST_TURNED and is_wide(parts[0]):
        yield from ((parts[0][at:] + parts[0][:at],) for at in range(1, len(parts[0])))
    if 2 < len(parts) <= _MOST_SHORTENED:
        for kept in product(*({word, word[0], ""} for word in parts)):
            if sum(short == word for short, word in zip(kept, parts, strict=True)) >= 2:
                yield [word for word in kept if word]
