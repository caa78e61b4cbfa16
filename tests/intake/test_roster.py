"""The roster says who is absent and who is who, and notices name unclear rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake import Intake, collect
from grader.intake.roster import read_roster
from grader.model import Person
from grader.text.worksheet_words import HEADERS
from tests.intake.downloads import write_files, zipped
from tests.intake.expected import SOURCE, WANTED

CANVAS = {"doejane_17_101_answer.py": SOURCE, "roeeric_18_102_answer.py": SOURCE}


def with_roster(place: Path, students: list[str], roster: str | bytes) -> Intake:
    """Collect a folder of these students with this roster."""
    place.mkdir(exist_ok=True)
    write_files(place / "class", {f"{name}/answer.py": SOURCE for name in students})
    path = place / "roster.csv"
    path.write_bytes(roster if isinstance(roster, bytes) else roster.encode())
    return collect([place / "class"], WANTED, path)


def people(intake: Intake) -> dict[str, Person]:
    return {one.student: one.delivery.person for one in intake.submissions}


@pytest.mark.parametrize(
    "roster",
    [
        "student,name,email\nada,Ada Lovelace,al@x.org\nben,Ben Ng,bn@x.org\n",
        "Login;Name;E-Mail\nada;Ada Lovelace;al@x.org\nben;Ben Ng;bn@x.org\n",
        "\ufeffID\tFull Name\tEmail address\r\nADA\tAda Lovelace\tal@x.org\r\nben\tBen Ng\tb@x",
        "username,First name,Last name,mail\nada,Ada,Lovelace,al@x.org\nben,Ben,Ng,bn@x.org\n",
        "\n\nSIS ID,name,email,email\n ada ,Ada Lovelace,al@x.org,\n,,,\nben,Ben Ng,bn@x.org,\n",
    ],
)
def test_columns_come_in_any_order_under_many_names(tmp_path: Path, roster: str) -> None:
    intake = with_roster(tmp_path, ["ada"], roster)

    ada = people(intake)["ada"]
    assert (ada.name, ada.email) == ("Ada Lovelace", "al@x.org")
    assert [(person.student, person.name) for person in intake.absent] == [("ben", "Ben Ng")]


@pytest.mark.parametrize(
    "roster, students",
    [
        ("identifier,github_username,github_id,name\nAda Lovelace,adal,111,\n", ["adal"]),
        ("Last Name,Preferred/First Name,Andrew ID\nLovelace,Ada,adal\n", ["adal", "ada lovelace"]),
        ("Nachname;Vorname;Matrikelnummer\nLovelace;Ada;4711\n", ["4711", "Lovelace Ada"]),
        ("identifier,name\n4711,Ada Lovelace\n", ["4711", "Ada Lovelace"]),
        ("OrgDefinedId,Username,End-of-Line Indicator\n#4711,#adal,#\n", ["4711", "adal"]),
        ("login|name\nadal|Ada Lovelace\n", ["adal"]),
    ],
)
def test_columns_of_other_systems_are_understood(
    tmp_path: Path, roster: str, students: list[str]
) -> None:
    for student in students:
        assert with_roster(tmp_path / student, [student], roster).absent == ()


SHEETS = {
    "German": 'ID,"Vollständiger Name",E-Mail-Adresse\nTeilnehmer/in5001',
    "Spanish": 'Identificador,"Nombre completo","Dirección de correo"\n"Participante 5001"',
    "French": 'Identifiant,"Nom complet","Adresse de courriel"\n"Participant 5001"',
    "Chinese": "标识号,姓名,电子邮件地址\n参与者5001",
    "Russian": 'Идентификатор,"Полное имя","Адрес электронной почты"\n"Участник 5001"',
    "Finnish, with an English header": "Identifier,Full name,Email address\nOsallistuja 5001",
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_worksheets_of_moodle_are_understood_in_their_languages(tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "moodle.zip"
    path.write_bytes(zipped({"J._5001_assignsubmission_file/answer.py": SOURCE}))
    roster = tmp_path / "roster.csv"
    other = sheet.partition("\n")[2].replace("5001", "5002")
    roster.write_text(f"{sheet},Jane Doe,j@x.org\n{other},Eric Roe,e@x.org\n", "utf-8")
    intake = collect([path], WANTED, roster)

    assert people(intake)["J._5001"].email == "j@x.org"
    assert [person.student for person in intake.absent] == ["Eric Roe_5002"]


def test_every_word_of_moodle_s_worksheets_is_a_column_of_a_roster(tmp_path: Path) -> None:
    for words in (HEADERS[column] for column in ("name", "email", "username", "number")):
        for word in words:
            roster = tmp_path / "roster.csv"
            roster.write_text(f'"{word}",unknown\nada@x.org,1\n', "utf-8")
            (member,) = read_roster(roster).members
            assert "ada@x.org" in (
                member.name,
                member.email,
                member.login,
                dict(member.ids).get("student"),
            )


def test_numbers_of_teams_are_no_participants(tmp_path: Path) -> None:
    """Most ids that lead to other names are numbers of something else."""
    path = tmp_path / "moodle.zip"
    teams = {f"Team {n}_500{n}_assignsubmission_file/answer.py": SOURCE for n in (1, 2)}
    path.write_bytes(zipped(teams))
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Identifier,Full name\nParticipant 5001,Jane Doe\nParticipant 5002,Eric Roe\n"
    )
    intake = collect([path], WANTED, roster)

    assert [person.name for person in people(intake).values()] == ["Team 1", "Team 2"]
    assert [person.name for person in intake.absent] == ["Jane Doe", "Eric Roe"]


def test_a_school_s_ids_of_a_word_and_a_number_stay_whole(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["student001"], "id,name\nstudent001,Ada\nstudent002,Ben\n")

    assert people(intake)["student001"].name == "Ada"
    assert [person.student for person in intake.absent] == ["student002"]


GITHUB = """"identifier","github_username","github_id","name"
"Jane Doe","octocat1","111",""
"Eric Roe","octocat2","112",""
"Cy Poe","","",""
"""


@pytest.mark.parametrize("repository", ["", "homework-", "cs-101-hw-3-"])
def test_repositories_called_after_logins_find_their_lines(tmp_path: Path, repository: str) -> None:
    folders = [f"{repository}octocat{n}" for n in (1, 2)]
    intake = with_roster(tmp_path, folders, GITHUB)

    assert [people(intake)[folder].name for folder in folders] == ["Jane Doe", "Eric Roe"]
    assert [person.name for person in intake.absent] == ["Cy Poe"]


def test_who_has_no_repository_yet_gets_its_name_as_the_key(tmp_path: Path) -> None:
    folders = [f"hw-octocat{n}" for n in (1, 3)]
    intake = with_roster(tmp_path, folders, GITHUB.replace('Cy Poe","', 'Cy Poe","octocat3'))

    assert [person.student for person in intake.absent] == ["hw-octocat2"]


def test_a_login_at_github_is_nobody_s_login_at_school(tmp_path: Path) -> None:
    roster = "name,login,github_username\nJane Doe,jdoe,eve\nEve Mal,eve,jdoe\n"
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({"HW_jdoe_attempt_2026-03-01-10-00-00_answer.py": SOURCE}))
    (tmp_path / "roster.csv").write_text(roster)
    (one,) = collect([path], WANTED, tmp_path / "roster.csv").submissions

    assert one.delivery.person.name == "Jane Doe"


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_the_line_for_excel_names_the_delimiter(tmp_path: Path, line: str) -> None:
    intake = with_roster(tmp_path, ["7"], f"{line}id;name, given\n7;x\n8;Doe, Jane\n")
    assert [person.student for person in intake.absent] == ["8"]

    with pytest.raises(UsageError, match=r"roster\.csv:1: no column"):
        with_roster(tmp_path, ["7"], f"{line}colour;size\n")


def test_cells_may_follow_a_space(tmp_path: Path) -> None:
    roster = 'id, last name, first name\n1010, "Absent, Jr", Al\n1011, Doe, Jane\n'

    assert people(with_roster(tmp_path, ["1010"], roster))["1010"].name == "Al Absent, Jr"


def test_a_roster_that_hardly_anybody_is_on_shows_what_it_was_read_as(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["u1", "u2"], "name,kennung,mail\nAda L,u1,a@x\nB N,u2,b@x\n")

    (said,) = intake.warnings
    assert "only 0 of 2 submissions fit a line of it" in said
    assert "the known columns are name, mail, and line 2 says Ada L, a@x" in said
    assert "what was handed in is called u1, u2" in said


def test_contested_and_ambiguous_lines_are_warnings(tmp_path: Path) -> None:
    roster = "login,name\nu1,Ada Lovelace\nu2,Ben Ng\nu3,Ben Ng\n"
    intake = with_roster(tmp_path, ["u1", "Ada Lovelace", "Ben Ng"], roster)

    contested, ambiguous = intake.warnings
    assert "Ada Lovelace has two: Ada Lovelace and u1; neither is taken" in contested
    assert "these fit several lines, and are joined to none: Ben Ng" in ambiguous


@pytest.mark.parametrize("called", ["Participant 5001", "Teilnehmer/in5001", "参与者 5001"])
def test_moodle_s_own_worksheet_is_a_roster_in_any_language(tmp_path: Path, called: str) -> None:
    path = tmp_path / "moodle.zip"
    path.write_bytes(zipped({"Jane D_5001_assignsubmission_file/answer.py": SOURCE}))
    roster = tmp_path / "roster.csv"
    roster.write_text(f'ID,"Vollständiger Name",E-Mail-Adresse\n{called},"Jane Doe",j@x.org\n')
    intake = collect([path], WANTED, roster)

    assert intake.absent == ()
    assert people(intake)["Jane D_5001"].email == "j@x.org"


def test_a_roster_that_hardly_anybody_is_on_is_said_with_its_columns(tmp_path: Path) -> None:
    roster = "name,kennung\nAda Lovelace,u1\nBen Ng,u2\nCy Poe,u3\n"
    warned = "the known columns are name"

    intake = with_roster(tmp_path / "few", ["u1", "u2", "Cy Poe"], roster)
    assert any("only 1 of 3 submissions" in said and warned in said for said in intake.notices)

    intake = with_roster(tmp_path / "most", ["Ada Lovelace", "u2"], roster)
    assert not any(warned in said for said in intake.notices)


def test_a_table_in_utf16_as_spreadsheets_save_it(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["ada"], "login\tname\nada\tAda Ö\n".encode("utf-16"))

    assert people(intake)["ada"].name == "Ada Ö"


@pytest.mark.parametrize("student", ["Ada Lovelace", "ada.lovelace@x.org", "u17", "4711", "adal"])
def test_whatever_the_folder_is_called_after_finds_the_line(tmp_path: Path, student: str) -> None:
    roster = "student,id,login,email,name\nadal,4711,u17,Ada.Lovelace@x.org,Ada Lovelace\n"
    intake = with_roster(tmp_path, [student], roster)

    assert intake.absent == ()
    assert people(intake)[student].login == "u17"


def test_an_id_decides_before_a_name(tmp_path: Path) -> None:
    path = tmp_path / "canvas.zip"
    path.write_bytes(zipped(CANVAS))
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,Section\n"Doe, Jane",18,A\n"Roe, Eric",17,B\n')
    intake = collect([path], WANTED, roster)

    assert {key: person.section for key, person in people(intake).items()} == {
        "doejane_17": "B",
        "roeeric_18": "A",
    }


@pytest.mark.parametrize("written", ["Jane Doe", '"Doe, Jane"', "DOE  jane", "jane-doe"])
def test_a_name_is_found_however_it_is_written(tmp_path: Path, written: str) -> None:
    path = tmp_path / "canvas.zip"
    path.write_bytes(zipped(CANVAS))
    roster = tmp_path / "roster.csv"
    roster.write_text(f"name,login\n{written},jd\n")

    assert people(collect([path], WANTED, roster))["doejane_17"].login == "jd"


def test_a_participant_s_number_is_not_a_student_s(tmp_path: Path) -> None:
    """Moodle numbers participants anew in each assignment, so numbers recur."""
    path = tmp_path / "moodle.zip"
    path.write_bytes(zipped({"Jane Doe_17_assignsubmission_file/answer.py": SOURCE}))
    roster = tmp_path / "roster.csv"
    roster.write_text("Student number,Name\n17,Eric Roe\n18,Jane Doe\n")
    intake = collect([path], WANTED, roster)

    assert [person.name for person in intake.absent] == ["Eric Roe"]


def test_an_anonymous_number_is_nobody_s(tmp_path: Path) -> None:
    path = tmp_path / "canvas.zip"
    path.write_bytes(zipped({"anon_17_101_answer.py": SOURCE}))
    roster = tmp_path / "roster.csv"
    roster.write_text("Student,ID,Section\nEric Roe,17,A\n")
    intake = collect([path], WANTED, roster)

    assert people(intake)["anon_17"].name == ""


def test_a_name_of_two_people_leads_to_neither(tmp_path: Path) -> None:
    roster = "name,id\nJane Doe,1\nJane Doe,2\nEric Roe,3\n"
    intake = with_roster(tmp_path, ["Jane Doe", "Eric Roe"], roster)

    assert people(intake)["Jane Doe"].platform_id == ""
    assert people(intake)["Eric Roe"].platform_id == "3"
    assert len(intake.absent) == 2
    assert "roster.csv:3: the name of Jane Doe is on line 2 too" in intake.notices
    assert "roster.csv: 1 of those who handed in are not on it: Jane Doe" in intake.notices


def test_a_line_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["ada"], "id,name\nada,Ada L\nben,Ben\nBEN,ben\n")

    assert [person.student for person in intake.absent] == ["ben"]
    assert "roster.csv:4: ben is on line 3 already; skipped" in intake.notices


def test_an_id_of_two_people_leads_to_neither(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["7"], "id,name\n7,Ada\n7,Ben\n")

    assert people(intake)["7"].name == ""
    assert "roster.csv:3: the id of Ben is on line 2 too" in intake.notices
    assert len({person.student for person in intake.absent}) == 2


def test_two_submissions_of_one_line_are_said(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["u1", "Ada Lovelace"], "login,name\nu1,Ada Lovelace\n")

    assert any("Ada Lovelace has two: Ada Lovelace and u1" in said for said in intake.notices)
    assert len(intake.submissions) == 2


def test_how_many_and_who_is_said(tmp_path: Path) -> None:
    intake = with_roster(tmp_path, ["ada", "mallory"], "login,name\nada,A\nben,B\ncyd,C\n")

    assert "roster.csv: 3 people, 2 of them handed in nothing" in intake.notices
    assert "roster.csv: 1 of those who handed in are not on it: mallory" in intake.notices


def test_absent_people_of_canvas_have_the_key_of_their_later_submission(tmp_path: Path) -> None:
    path = tmp_path / "canvas.zip"
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,Section\n"Doe, Jane",17,A\n"Roe, Eric",18,B\n')
    keys = set()
    for files in (CANVAS, dict(list(CANVAS.items())[:1])):
        path.write_bytes(zipped(files))
        intake = collect([path], WANTED, roster)
        keys |= {*people(intake), *(person.student for person in intake.absent)}

    assert keys == {"doejane_17", "roeeric_18"}


BAD = {
    "no known column": ("colour,size\nred,1\n", 1, "no column is called student, id"),
    "no rows": ("name,id\n", 1, "the roster has a header but no people"),
    "empty": ("", 1, "is empty"),
    "not text": (b"name,id\nJos\xe9,1\n", 2, "is not UTF-8; save the table as CSV"),
    "a huge cell": ("name,id\nA,1\nB," + "2" * 200_000 + "\n", 3, "is no row of a table"),
    "a spreadsheet": (
        zipped({"xl/workbook.xml": b""}),
        1,
        "is a zip archive or an Office document",
    ),
    "an old spreadsheet": (
        b"\xd0\xcf\x11\xe0" * 9,
        1,
        "is an old Office document, not a table in CSV",
    ),
    "a web page": (
        b"<html><table>",
        1,
        "is a web page or XML, not a table in CSV; open it and save",
    ),
    "half of UTF-16": (b"\xff\xfen", 1, "is not UTF-8"),
}


@pytest.mark.parametrize("roster, line, said", BAD.values(), ids=BAD.keys())
def test_a_bad_roster_is_wrong_use_with_its_line(
    tmp_path: Path, roster: str | bytes, line: int, said: str
) -> None:
    with pytest.raises(UsageError) as raised:
        with_roster(tmp_path, ["ada"], roster)

    assert f"roster.csv:{line}: {said}" in str(raised.value)


def test_a_roster_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    write_files(tmp_path / "class", {"ada/answer.py": SOURCE})

    with pytest.raises(UsageError, match="cannot read the roster"):
        collect([tmp_path / "class"], WANTED, tmp_path / "nothing.csv")
