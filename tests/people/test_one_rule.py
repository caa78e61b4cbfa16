"""Intake joins a person to a row if and only if the export matches the same row.

The names are arbitrary, and nobody gets another person's row.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.export.matching import match
from grader.intake import collect
from grader.intake.download import FoundSubmission
from grader.intake.file_tree import folder_of
from grader.intake.roster import Roster, RosterMember
from grader.intake.roster_join import join
from grader.model import IdKind, Person, Standing
from grader.people.index import Identity
from tests.intake.downloads import write_files
from tests.intake.expected import SOURCE, WANTED

WORDS = {
    "latin": "jane maria garcía lópez müller o'neil søren doe nguyễn zoë łukasz ann-marie".split(),
    "cyrillic": "иван петров сергей фёдоров анна ковальчук".split(),
    "greek": "γιώργος παπαδόπουλος ελένη νίκος".split(),
    "han": "王 小明 张 伟 李 娜 欧阳 子涵".split(),
    "hangul": "김 민지 이 서준 박 지우".split(),
    "devanagari": "राम रीमा शर्मा कुमार सिंह".split(),
    "arabic": "محمد علي فاطمة حسن".split(),
    "thai": "สมชาย กิตติ กัน กิน".split(),
    "hebrew": "דוד כהן שרה לוי".split(),
}
WRITINGS: tuple[Callable[[list[str]], str], ...] = (
    " ".join,
    "_".join,
    "".join,
    lambda words: f"{words[-1]}, {' '.join(words[:-1])}",
    lambda words: "  ".join(reversed(words)),
    lambda words: " ".join(words).upper(),
    lambda words: unicodedata.normalize("NFD", " ".join(words)),
    lambda words: "\u202e" + "-".join(words) + "\u200b",
)


@st.composite
def names(draw: st.DrawFn) -> list[str]:
    """Draw the words of a name in one script."""
    words = st.sampled_from(draw(st.sampled_from(sorted(WORDS.items())))[1])
    return draw(st.lists(words, min_size=1, max_size=5))


@st.composite
def writings(draw: st.DrawFn, name: list[str]) -> str:
    return draw(st.sampled_from(WRITINGS))(name)


@st.composite
def classes(draw: st.DrawFn) -> tuple[dict[int, Identity], list[Person]]:
    """Draw the rows of a list, with people who are on it, are not, or claim to be others."""
    on_it = draw(st.lists(names(), min_size=1, max_size=6))
    lines = {
        number: Identity((("user", f"9{number}"),), (f"u{number}",), draw(writings(name)))
        for number, name in enumerate(on_it, start=2)
    }
    taken = [key for line in lines.values() for key in (line.ids[0][1], *line.logins)]
    known = st.sampled_from(["8", *taken])
    written = st.sampled_from(on_it).flatmap(writings) | names().flatmap(writings)
    texts = written | known | st.text(max_size=12)
    people = {}
    for number in range(draw(st.integers(1, 7))):
        name, id = draw(texts), draw(st.just("") | known)
        key = f"{name}_{number}" if id else draw(texts)
        kind = draw(st.sampled_from([None, *get_args(IdKind)]))
        people[key] = Person(key, name=name if id else "", platform_id=id, id_kind=kind)
    return lines, list(people.values())


def joined(lines: dict[int, Identity], people: list[Person]) -> dict[str, int]:
    """Return the row that the intake joins each person to."""
    members = [
        RosterMember(number, f"key{number}", line.ids, *line.logins, "", line.name, "")
        for number, line in lines.items()
    ]
    members = [
        RosterMember(m.line, m.key, m.ids, m.login, m.email, m.name, section=f"{m.line}")
        for m in members
    ]
    found = [FoundSubmission(p, folder_of(p.student, ())) for p in people]
    made = join(found, Roster("roster.csv", tuple(members), ()), "canvas")
    return {f.person.student: int(f.person.section) for f in made.found if f.person.section}


def exported(lines: dict[int, Identity], people: list[Person]) -> dict[str, int]:
    """Return the row that the export gives each person's grade to."""
    rows = match([Standing(person) for person in people], lines, trust_ids=True).rows
    return {standing.person.student: row for row, standing in rows.items()}


@given(classes())
def test_who_is_joined_at_intake_is_matched_at_export_and_nobody_else(made) -> None:
    lines, people = made

    assert joined(lines, people) == exported(lines, people)


@st.composite
def different_people(draw: st.DrawFn) -> tuple[list[list[str]], list[int]]:
    """Draw names without a common word, and the people among them who hand something in."""
    script = draw(st.sampled_from(["latin", "cyrillic", "devanagari", "arabic", "han"]))
    words = draw(st.permutations(WORDS[script]))
    pairs = [list(words[at : at + 2]) for at in range(0, len(words) - 1, 2)]
    return pairs, draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1, unique=True))


@given(different_people(), st.data())
def test_each_gets_the_own_line_however_both_are_written(made, data) -> None:
    pairs, handing_in = made
    lines = {
        number: Identity((), (f"u{number}",), data.draw(writings(pair)))
        for number, pair in enumerate(pairs)
    }
    people = {data.draw(writings(pairs[number])): number for number in handing_in}

    assert exported(lines, [Person(key) for key in people]) == people


@pytest.mark.parametrize(
    "file, roster",
    [
        ("jane_doe.py", "Jane Doe"),
        ("Lopez Garcia Maria.py", "Maria Garcia Lopez"),
        ("小明王.py", "王 小明"),
        ("doe, jane/answer.py", "JANE DOE"),
        ("ann-marie.oneil/answer.py", "O'Neil, Ann Marie"),
        ("Jane M. Doe/answer.py", "Doe, Jane Mary"),
    ],
)
def test_a_file_called_after_a_name_on_the_roster_is_joined_and_matched(
    tmp_path: Path, file: str, roster: str
) -> None:
    write_files(tmp_path / "class", {file: SOURCE})
    (tmp_path / "roster.csv").write_text(f'name\n"{roster}"\nSomebody Else\n')
    alone = collect([tmp_path / "class"], WANTED).submissions[0].delivery.person
    intake = collect([tmp_path / "class"], WANTED, tmp_path / "roster.csv")

    assert [person.name for person in intake.absent] == ["Somebody Else"]
    assert intake.submissions[0].delivery.person.name == roster
    assert exported({1: Identity(name=roster)}, [alone]) == {alone.student: 1}
