"""Find the person an instructor types: by key, login, address, id, name or part of a name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from grader.errors import UsageError
from grader.model import Person
from grader.people.index import Identity, MatchStrength, PersonIndex
from grader.people.names import folded, is_wide, words
from grader.text.clean import one_line

_MOST_NAMED = 5
_MOST_GUESSED = 3


def find(people: Sequence[Person], wanted: str, *, parts: bool = True) -> Person:
    """Return the one person whom ``wanted`` means.

    Parameters
    ----------
    people : sequence of Person
    wanted : str
    parts : bool
        Whether a part of the name is enough if it equals nobody's full name.

    Raises
    ------
    UsageError
        Nobody or several people match; the message names candidates.
    """
    exact = [person for person in people if person.student == wanted]
    found = exact or _meant(people, wanted, parts=parts)
    if len(found) == 1:
        return found[0]
    shown = one_line(wanted, characters=80)
    if found:
        named = ", ".join(map(describe, found[:_MOST_NAMED]))
        more = ", ..." if len(found) > _MOST_NAMED else ""
        raise UsageError(
            f"'{shown}' means {len(found)} students: {named}{more}; use the key of one of them"
        )
    near = " or ".join(dict.fromkeys(map(describe, _near(people, wanted))))
    hint = f"; did you mean {near}?" if near else ""
    raise UsageError(f"there is no student '{shown}'{hint}")


def describe(person: Person) -> str:
    """Return the person's name with the key in brackets."""
    name, key = (one_line(text, characters=80) for text in (person.name, person.student))
    return f"{name} ({key})" if name and name != key else key


def _meant(people: Sequence[Person], wanted: str, *, parts: bool) -> list[Person]:
    lines = {
        at: Identity(
            logins=(person.student, person.login, person.email, person.platform_id),
            name=person.name or person.student,
        )
        for at, person in enumerate(people)
    }
    index = PersonIndex(lines)
    if known := index.find(Identity(logins=(wanted,)))[0]:
        return [people[at] for at in sorted(known)]
    named, evidence = index.find(Identity(name=wanted))
    found = [people[at] for at in sorted(named) if parts or evidence > MatchStrength.ALIKE]
    # A student who calls himself "Lovelace" must not receive what is meant for Ada Lovelace.
    if parts and (not found or len(words(wanted)) == 1):
        found += [person for person in _called_in_part(people, wanted) if person not in found]
    return found


def _called_in_part(people: Iterable[Person], wanted: str) -> list[Person]:
    parts = words(wanted)
    return [p for p in people if parts and all(_is_part(part, _words(p)) for part in parts)]


def _is_part(part: str, whole: Iterable[str]) -> bool:
    return any(part == word or (is_wide(part) and part in word) for word in whole)


def _words(person: Person) -> tuple[str, ...]:
    return words(f"{person.name} {person.student}")


def _near(people: Sequence[Person], wanted: str) -> list[Person]:
    """Return people whose name or key contains the text or is spelled almost alike."""
    known: dict[str, Person] = {}
    for person in people:
        for text in (person.student, person.name, person.login, *_words(person)):
            known.setdefault(folded(text), person)
    key = folded(wanted)
    holding = [text for text in known if key and key in text]
    return [known[text] for text in (*holding, *_close(key, known))][:_MOST_GUESSED]


def _close(key: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(key, list(known), n=_MOST_GUESSED)
