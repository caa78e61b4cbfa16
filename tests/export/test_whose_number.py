"""Every exported number belongs to the person whose file it was.

Classes and files are made at random; the importers of the platforms, written from their rules,
say who gets which number.
"""

from __future__ import annotations

import random

import pytest

from grader.export import Weight, WorksheetOptions, fill_canvas, fill_moodle, weightiest
from tests.export import class_files
from tests.export.class_files import DOWNLOADS
from tests.export.importers import Canvas, Moodle, Participant, User

TITLE = "Logistic regression and its slope (77)"
FEW, MANY = range(60), range(60, 800)


def split_class(rng):
    """Return everybody, and those of them who handed something in."""
    members = class_files.a_class(rng)
    return members, [m for m in members if rng.random() < 0.8]


def check_moodle(suite, stand, seed):
    rng = random.Random(seed)
    kind = rng.choice(DOWNLOADS)
    members, handed_in = split_class(rng)
    content, language = class_files.worksheet(members, rng)
    standings = [class_files.standing_of(stand, m, kind) for m in handed_in]
    rng.shuffle(standings)

    found = fill_moodle(suite, standings, content, "sheet.csv", WorksheetOptions({}))
    moodle = Moodle({m.participant: Participant() for m in members}, **language)
    moodle.take(found.content)

    own = {m.participant: m.points for m in handed_in}
    got = {id: p.grade for id, p in moodle.participants.items() if p.grade is not None}
    assert got.items() <= own.items(), (seed, kind)
    if kind == "moodle":  # its id is in every worksheet, and it vouches for itself
        assert got == own, seed


def check_canvas(suite, stand, seed):
    rng = random.Random(seed)
    kind = rng.choice(DOWNLOADS)
    members, handed_in = split_class(rng)
    content = class_files.gradebook(members, rng, TITLE)
    standings = [class_files.standing_of(stand, m, kind) for m in handed_in]
    rng.shuffle(standings)

    found = fill_canvas(suite, standings, content, "gradebook.csv")
    if weightiest(found.findings) is Weight.STOP:
        return  # the command writes no file then
    users = [User(m.user, m.name, m.name, m.sis, m.login) for m in members]
    assignments = {1: "Other", 77: TITLE.removesuffix(" (77)")}
    canvas = Canvas(users, assignments)
    try:
        canvas.take(found.content)
    except AssertionError as refused:
        # Canvas guesses the separator from three lines, and such a name takes several.
        several = any(len(m.name.splitlines()) > 1 or ";" in m.name for m in members)
        if not several or "header row" not in str(refused):
            raise
        return

    own = {(m.user, 77): m.points for m in handed_in}
    got = {key: float(score) for key, score in canvas.scores.items()}
    assert got.items() <= own.items(), (seed, kind)
    assert not canvas.created and not canvas.strangers
    if kind == "canvas":
        assert got == own, seed


def check_other_assignment(suite, stand, seed):
    """The worksheet is that of another assignment, where the same numbers are other people."""
    rng = random.Random(seed)
    names = rng.sample(("Jane Doe", "张 伟", "Zoë O'Brien", "Müller, Karl", "Li Na", "Al Roe"), 5)
    members = [class_files.Member(n, name, 10.0 + n) for n, name in enumerate(names)]
    ids = [member.participant for member in members]
    turned = dict(zip(ids, ids[1:] + ids[:1], strict=True))
    content, language = class_files.worksheet(members, rng, turned)
    standings = [class_files.standing_of(stand, m, "moodle") for m in members]

    found = fill_moodle(suite, standings, content, "sheet.csv", WorksheetOptions({}))
    moodle = Moodle({id: Participant() for id in ids}, **language).take(found.content)

    own = {turned[m.participant]: m.points for m in members}
    got = {id: p.grade for id, p in moodle.participants.items() if p.grade is not None}
    assert got.items() <= own.items(), seed
    assert weightiest(found.findings) is not Weight.NOTE


CHECKS = pytest.mark.parametrize("check", [check_moodle, check_canvas, check_other_assignment])


@CHECKS
def test_no_number_reaches_another_row(suite, stand, check):
    for seed in FEW:
        check(suite, stand, seed)


@pytest.mark.thorough
@CHECKS
def test_no_number_reaches_another_row_in_thousands_of_files(suite, stand, check):
    for seed in MANY:
        check(suite, stand, seed)
