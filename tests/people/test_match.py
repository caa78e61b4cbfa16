"""Rows go to the surest claimant; a row with two equal claims has no owner."""

from __future__ import annotations

from pathlib import Path

from grader.intake import Intake, collect
from grader.people.index import Identity
from grader.people.match import match
from tests.intake.downloads import write_files
from tests.intake.expected import SOURCE, WANTED

JANE = Identity(ids=(("user", "17"),), logins=("jdoe", "1234567", "j@x.org"), name="Jane Doe")
ERIC = Identity(ids=(("user", "18"),), logins=("eroe", "7654321", "e@x.org"), name="Eric Roe")
LINES = {2: JANE, 3: ERIC}


def owners(*people: Identity, lines: dict[int, Identity] = LINES) -> dict[int, int]:
    return dict(match([[person] for person in people], lines, trust_ids=True).owners)


def test_a_line_that_two_claim_with_the_same_right_is_nobody_s() -> None:
    by_name, by_login = Identity(name="Doe, Jane"), Identity(called="jdoe")
    found = match([[by_name], [by_login]], LINES, trust_ids=True)

    assert found.owners == {}
    assert found.claimants == {2: (0, 1)}


def test_an_id_takes_the_line_from_a_name_and_a_name_from_one_that_is_alike() -> None:
    by_id, by_name = Identity(ids=(("user", "17"),), name="doejane"), Identity(name="Jane Doe")
    alike = Identity(name="Jane M. Doe")

    assert owners(by_name, by_id, alike) == {2: 1}
    assert owners(alike, by_name) == {2: 1}
    assert owners(alike) == {2: 0}


def test_an_id_on_a_line_of_another_name_takes_nothing_from_that_name() -> None:
    assert owners(Identity(ids=(("user", "17"),), name="Eve Mal"), JANE) == {2: 1}
    assert owners(Identity(ids=(("user", "17"),), name="Eve Mal"), Identity(name="Jane Doe")) == {}


def test_a_display_name_that_looks_like_an_id_is_a_name() -> None:
    for name in ("17", "jdoe", "1234567", "j@x.org", "2"):
        assert owners(Identity(ids=(("user", "99"),), name=name)) == {}


def test_a_name_takes_no_line_with_another_id_of_a_list_that_has_most_ids() -> None:
    stranger = Identity(ids=(("user", "99"),), name="Jane Doe")
    eric = Identity(ids=(("user", "18"),), name="Eric Roe")
    third = {**LINES, 4: Identity(ids=(("user", "19"),), name="Cy Poe")}
    cy = Identity(ids=(("user", "19"),), name="Cy Poe")

    assert owners(stranger, eric, cy, lines=third) == {3: 1, 4: 2}
    assert owners(stranger, JANE, eric, cy, lines=third) == {2: 1, 3: 2, 4: 3}
    assert owners(stranger, lines={**LINES, 2: Identity(name="Jane Doe")}) == {2: 0}


def test_a_number_that_somebody_entered_takes_no_line_from_the_own_address() -> None:
    """On some platforms, students enter their number themselves."""
    lines = {
        2: Identity(ids=(("student", "7"),), logins=("7", "j@x.org"), name="Jane Doe"),
        3: Identity(ids=(("student", "8"),), logins=("8", "e@x.org"), name="Eve Mal"),
    }
    jane = Identity(ids=(("student", "7"),), logins=("", "j@x.org", "7"), name="Jane Doe")
    eve = Identity(ids=(("student", "7"),), logins=("", "e@x.org", "7"), name="Eve Mal")

    assert owners(eve, lines=lines) == {3: 0}
    assert owners(eve, jane, lines=lines) == {2: 1, 3: 0}


def test_ids_that_the_list_hardly_has_forbid_nothing() -> None:
    """A participant of Moodle has another number in each assignment."""
    people = [Identity(ids=(("user", f"9{n}"),), name=line.name) for n, line in LINES.items()]

    assert owners(*people) == {2: 0, 3: 1}


def test_a_number_in_front_of_a_name_counts_on_a_line_of_that_name() -> None:
    twins = {2: JANE, 3: Identity(ids=(("user", "19"),), logins=("jdoe2", "222"), name="Jane Doe")}

    assert owners(Identity(name="Eve", numbers=("1234567",))) == {}
    assert owners(Identity(name="Jane Doe", numbers=("222",)), lines=twins) == {3: 0}
    assert owners(Identity(name="Jane Doe"), lines=twins) == {}


def test_what_two_lines_share_is_told_apart_by_what_else_is_known() -> None:
    lines = {
        2: Identity(ids=(("user", "7"),), name="Ada"),
        3: Identity(ids=(("user", "7"),), name="Ben"),
    }

    assert owners(Identity(ids=(("user", "7"),), name="Ben"), lines=lines) == {3: 0}
    assert match([[Identity(ids=(("user", "7"),))]], lines, trust_ids=True).ambiguous == (0,)


def test_ids_that_mostly_lead_to_other_names_are_not_used() -> None:
    people = [
        [Identity(ids=(("user", "18"),), name="Jane Doe")],
        [Identity(ids=(("user", "17"),), name="Eric Roe")],
    ]

    assert match(people, LINES, trust_ids=False).owners == {2: 0, 3: 1}
    assert match(people, LINES, trust_ids=True).owners == {2: 1, 3: 0}


def moodle(place: Path, *names: str) -> Intake:
    """Return a Moodle download of participants with these names, and a roster of Jane Doe."""
    folders = [f"{name}_{101 + at}_assignsubmission_file" for at, name in enumerate(names)]
    write_files(place / "class", {f"{folder}/answer.py": SOURCE for folder in folders})
    roster = place / "roster.csv"
    roster.write_text("ID number,Name,Email,Username\n1234567,Jane Doe,jane@x.org,jdoe\n")
    return collect([place / "class"], WANTED, roster)


def test_who_writes_another_s_number_before_the_name_stays_a_stranger(tmp_path: Path) -> None:
    intake = moodle(tmp_path, "Jane Doe", "1234567 Eve")
    logins = {one.student: one.delivery.person.login for one in intake.submissions}

    assert logins == {"Jane Doe_101": "jdoe", "1234567 Eve_102": ""}
    assert not intake.absent


def test_a_line_that_two_claim_lends_its_login_to_neither_and_that_is_said(tmp_path: Path) -> None:
    intake = moodle(tmp_path, "Jane Doe", "Doe Jane")

    assert [one.delivery.person.login for one in intake.submissions] == ["", ""]
    assert any(
        "Jane Doe has two: Doe Jane_102 and Jane Doe_101; neither" in said
        for said in intake.notices
    )


def test_a_number_before_the_name_is_not_the_id_of_a_line_without_a_name(tmp_path: Path) -> None:
    write_files(tmp_path / "class", {"1234567 Eve_9_assignsubmission_file/answer.py": SOURCE})
    roster = tmp_path / "roster.csv"
    roster.write_text("ID number,Email\n1234567,jane@x.org\n")
    (one,) = collect([tmp_path / "class"], WANTED, roster).submissions

    assert one.delivery.person.email == ""
