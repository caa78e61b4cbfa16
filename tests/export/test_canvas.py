"""Canvas takes the filled gradebook, and findings warn before the upload."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export import Weight, fill_canvas
from tests.export.importers import Canvas, User

TITLE = "Logistic regression and its slope (77)"
HEADER = f"Student,ID,SIS User ID,SIS Login ID,Section,Quiz (76),{TITLE},Final Score"
MAXIMA = "    Points Possible,,,,,5.00,100.00,(read only)"
JANE = '"Doe, Jane",1001,S1,jdoe,"Sec 1, Mon",4.00,,90.00'
WEI = "Wěi 张,1002,S2,wei,=1+1,3.00,,80.00"
BOB = '"O""Neil, Bob",1003,S3,bob,Sec 1,2.00,,70.00'


def gradebook(*rows, header=HEADER, maxima=MAXIMA, end="\r\n", mark=""):
    lines = [header, *([maxima] if maxima else []), *rows]
    return (mark + end.join(lines) + end).encode()


def course(**scores):
    users = [
        User(1001, "Jane Doe", "Doe, Jane", "S1", "jdoe"),
        User(1002, "Wěi 张", "Wěi 张", "S2", "wei"),
        User(1003, 'Bob O"Neil', 'O"Neil, Bob', "S3", "bob"),
    ]
    by_login = {user.login: user.id for user in users}
    old = {(by_login[login], 77): score for login, score in scores.items()}
    return Canvas(users, {76: "Quiz", 77: "Logistic regression and its slope"}, old)


def filled(suite, standings, content, **wishes):
    return fill_canvas(suite, standings, content, "gradebook.csv", **wishes)


def words(found, weight):
    return [str(finding) for finding in found.findings if finding.weight is weight]


def rows_of(content, delimiter=","):
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_grades_arrive_with_whom_they_belong_to(suite, stand):
    standings = [
        stand("right", "doejane_1001", name="doejane", platform_id="1001"),
        stand("flipped", "x", login="WEI"),
        stand("strange", "y", name="Bob O'Neil"),
    ]

    found = filled(suite, standings, gradebook(JANE, WEI, BOB.replace('O""Neil', "O'Neil")))
    canvas = course().take(found.content)

    assert canvas.changed == {(1001, 77): "100.00", (1002, 77): "70.00", (1003, 77): "60.00"}
    assert not canvas.created and not canvas.strangers
    assert canvas.maxima == {77: "100.00"}
    assert not words(found, Weight.LOOK) and not words(found, Weight.STOP)


def test_what_canvas_says_of_a_student_goes_back_byte_for_byte(suite, stand):
    hostile = '"=cmd|\' /C calc\'!A0, \u202e",1001,+S1, @jdoe ,"-Sec ""1"", Mon",4.00,,'

    found = filled(suite, [stand("right", platform_id="1001")], gradebook(hostile))

    assert hostile.removesuffix("4.00,,") + "100.00\r\n" in found.content.decode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends_stay(suite, stand, mark, end):
    found = filled(suite, [stand("right", login="jdoe")], gradebook(JANE, end=end, mark=mark))

    assert found.content.startswith(mark.encode() + b"Student,")
    assert found.content.count(end.encode()) == found.content.count(b"\n") == 3


def test_semicolons_and_decimal_commas_stay(suite, stand, grades):
    header = HEADER.replace(",", ";")
    content = gradebook(
        "Doe, Jane;1001;S1;jdoe;Sec 1;4,00;55,50;90,00",
        header=header,
        maxima="    Points Possible;;;;;5,00;100,00;(read only)",
    )
    found = filled(suite, [stand("flipped")], content)

    assert rows_of(found.content, ";")[-1][-1] == "70,00"
    assert course(jdoe="55.5").take(found.content).scores[1001, 77] == "70.00"


def test_a_decimal_comma_among_commas_is_quoted(suite, stand):
    content = gradebook('"Doe, Jane",1001,S1,jdoe,Sec 1,"4,00",,', maxima="")

    found = filled(suite, [stand("flipped")], content)

    assert found.content.endswith(b'"70,00"\r\n')
    assert course().take(found.content).scores[1001, 77] == "70.00"


@pytest.mark.parametrize(
    "header, row",
    [
        (f"Student,ID,Section,{TITLE}", '"Doe, Jane",1001,S,'),
        (f"Student,ID,SIS Login ID,Section,{TITLE}", '"Doe, Jane",1001,jdoe,S,'),
        (
            f"Student,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section,{TITLE}",
            '"Doe, Jane",1001,S1,jdoe,I,school.example,S,',
        ),
        (f"LastName,FirstName,ID,SIS Login ID,Section,{TITLE}", "Doe,Jane,1001,jdoe,S,"),
        (f"Student,ID,SIS User ID,SIS Login ID,Section,Note,{TITLE}", "doejane,1001,S1,jdoe,S,=n,"),
    ],
)
def test_every_block_of_identity_columns_is_known(suite, stand, header, row):
    content = gradebook(row, header=header, maxima="")

    found = filled(suite, [stand("right", "x", name="doejane", platform_id="1001")], content)

    assert course().take(found.content).changed == {(1001, 77): "100.00"}
    before, after = rows_of(content), rows_of(found.content)
    width = len(after[0]) - 1
    assert [r[:width] for r in after] == [r[:width] for r in before]


def test_nobody_is_given_a_zero_or_a_blank(suite, stand):
    standings = [
        stand("right", "jdoe"),
        stand("ungraded", "wei"),
        stand(None, "bob"),
    ]
    canvas = course(wei="12", bob="13")

    found = filled(suite, standings, gradebook(JANE, WEI, BOB))
    canvas.take(found.content)

    assert canvas.changed == {(1001, 77): "100.00"}
    assert any("wei: the sandbox did not start" in line for line in words(found, Weight.LOOK))
    assert any("1 student(s) handed in nothing" in line for line in words(found, Weight.NOTE))


def test_who_is_not_in_the_file_is_said_and_left_out(suite, stand):
    found = filled(suite, [stand("right", "nobody", name="No Body")], gradebook(JANE))

    assert course().take(found.content).changed == {}
    (said,) = words(found, Weight.LOOK)
    assert "not in the file" in said and "nobody (No Body)" in said


def test_two_of_one_name_are_left_out_and_said(suite, stand):
    twins = [
        '"Doe, Jane",1001,S1,j1,Sec 1,,,',
        '"Doe, Jane",1002,S2,j2,Sec 1,,,',
    ]
    found = filled(suite, [stand("right", "x", name="Jane Doe")], gradebook(*twins))

    assert course().take(found.content).changed == {}
    assert any(
        "more than one row" in line and "Jane Doe" in line for line in words(found, Weight.LOOK)
    )


def test_two_who_claim_one_row_are_left_out_and_said(suite, stand):
    standings = [stand("right", "a", name="Jane Doe"), stand("flipped", "b", login="jdoe")]

    found = filled(suite, standings, gradebook(JANE, WEI))

    assert course().take(found.content).changed == {}
    assert len(next(f for f in found.findings if "share a row" in f.words).whom) == 2


def test_a_namesake_takes_nothing_from_who_is_known_by_id(suite, stand):
    twins = ['"Doe, Jane",1001,S1,j1,Sec 1,,,', '"Doe, Jane",1002,S2,j2,Sec 1,,,']
    standings = [
        stand("right", "x", name="doejane", platform_id="1002"),
        stand("flipped", "y", name="Jane Doe"),
    ]
    found = filled(suite, standings, gradebook(*twins))

    assert course().take(found.content).changed == {(1002, 77): "100.00"}
    assert any("y (Jane Doe)" in line for line in words(found, Weight.LOOK))


def test_the_id_decides_between_two_of_one_name(suite, stand):
    twins = ['"Doe, Jane",1001,S1,j1,Sec 1,,,', '"Doe, Jane",1002,S2,j2,Sec 1,,,']

    found = filled(
        suite, [stand("right", "x", name="doejane", platform_id="1002")], gradebook(*twins)
    )

    assert course().take(found.content).changed == {(1002, 77): "100.00"}


def test_ids_of_another_platform_put_no_grade_into_a_strangers_row(suite, stand):
    standings = [
        stand("right", "a", name="Wěi 张", platform_id="1001"),
        stand("flipped", "b", name="Jane Doe", platform_id="1002"),
    ]
    content = gradebook(JANE, WEI)

    found = filled(suite, standings, content)
    believed = filled(suite, standings, content, trust_ids=True)

    assert course().take(found.content).changed == {(1002, 77): "100.00", (1001, 77): "70.00"}
    assert any("another platform" in line for line in words(found, Weight.LOOK))
    assert course().take(believed.content).changed == {(1001, 77): "100.00", (1002, 77): "70.00"}


def test_a_login_vouches_for_an_id_of_another_name(suite, stand):
    one = stand("right", "a", name="Janie D", login="jdoe", platform_id="1001")

    found = filled(suite, [one], gradebook(JANE))

    assert course().take(found.content).changed == {(1001, 77): "100.00"}
    assert not words(found, Weight.LOOK)


def test_one_id_with_another_name_is_written_and_said(suite, stand):
    standings = [
        stand("right", "a", name="Bobby Neil", platform_id="1003"),
        stand("right", "b", name="Jane Doe", platform_id="1001"),
    ]
    found = filled(suite, standings, gradebook(JANE, BOB))

    assert len(course().take(found.content).changed) == 2
    assert any("another name" in line and "Bobby" in line for line in words(found, Weight.LOOK))


def test_scores_that_would_be_overwritten_are_counted_and_named(suite, stand):
    rows = [
        JANE.replace(",4.00,,", ",4.00,55.5,"),
        WEI.replace(",3.00,,", ",3.00,70.004,"),
        BOB.replace(",2.00,,", ",2.00,EX,"),
    ]
    standings = [stand("right", "jdoe"), stand("flipped", "wei"), stand("strange", "bob")]

    found = filled(suite, standings, gradebook(*rows))
    canvas = course(jdoe="55.5", wei="70.004", bob="EX").take(found.content)

    assert set(canvas.changed) == {(1001, 77), (1003, 77)}
    looks = words(found, Weight.LOOK)
    assert any("1 score(s) that differ" in w and "Doe, Jane: 55.50 -> 100.00" in w for w in looks)
    assert any("EX" in w and 'O"Neil, Bob: EX' in w for w in looks)
    assert any("1 score(s) stay" in w and "Wěi" in w for w in words(found, Weight.NOTE))


def test_who_is_not_assigned_gets_no_row(suite, stand):
    row = JANE.replace(",4.00,,", ",4.00,N/A,")

    found = filled(suite, [stand("right")], gradebook(row))

    assert not found.returned and len(rows_of(found.content)) == 2
    assert any("not assigned" in line for line in words(found, Weight.LOOK))


@pytest.mark.parametrize("title", ["Final Grade check (77)", "Override Score (77)"])
def test_a_title_that_canvas_drops_stops_the_export(suite, stand, title):
    content = gradebook(JANE, header=HEADER.replace(TITLE, title))

    found = filled(suite, [stand("right")], content, column="77")

    assert course().take(found.content).changed == {}
    assert any("Canvas ignores" in line for line in words(found, Weight.STOP))


def test_a_read_only_column_stops_the_export(suite, stand):
    content = gradebook(JANE, maxima=MAXIMA.replace("100.00", "(read only)"))

    found = filled(suite, [stand("right")], content)

    assert course().take(found.content).changed == {}
    assert any("read only" in line for line in words(found, Weight.STOP))


def test_a_column_without_an_id_is_said(suite, stand):
    content = gradebook(JANE, header=HEADER.replace(TITLE, "Homework 3"))

    found = filled(suite, [stand("right")], content, column="homework 3")

    assert course().take(found.content).created == ["Homework 3"]
    assert any("makes a new one" in line for line in words(found, Weight.LOOK))


def test_a_column_that_is_not_there_is_wrong_use_and_the_others_are_listed(suite, stand):
    with pytest.raises(UsageError, match=r"new assignment.*'Quiz \(76\)'"):
        filled(suite, [stand("right")], gradebook(JANE), column="Homework 9")


def test_two_columns_of_one_title_have_to_be_told_apart(suite, stand):
    header = HEADER.replace("Quiz (76)", TITLE.replace("77", "78"))
    content = gradebook(JANE, header=header)

    with pytest.raises(UsageError, match="2 columns"):
        filled(suite, [stand("right")], content)
    assert filled(suite, [stand("right")], content, column="77").returned


def test_the_maximum_stays_canvas_own_and_a_difference_is_said(suite, stand):
    content = gradebook(JANE, maxima=MAXIMA.replace("100.00", "10.00"))

    found = filled(suite, [stand("flipped")], content)
    scaled = filled(suite, [stand("flipped")], content, scale=True)

    assert course().take(found.content).maxima == {77: "10.00"}
    looks = words(found, Weight.LOOK)
    assert any("out of 10 points" in w for w in looks) and any("more than 10" in w for w in looks)
    assert course().take(scaled.content).scores[1001, 77] == "7.00"
    assert not words(scaled, Weight.LOOK)


@pytest.mark.parametrize(
    "maxima", ["", MAXIMA.replace("100.00", ""), MAXIMA.replace("100.00", "0.00")]
)
def test_points_cannot_be_scaled_to_a_maximum_that_the_file_has_not(suite, stand, maxima):
    content = gradebook(JANE, maxima=maxima)

    with pytest.raises(UsageError, match=r"has no 'Points Possible' for .*: no --scale"):
        filled(suite, [stand("flipped")], content, scale=True)
    assert "--scale" not in " ".join(words(filled(suite, [stand("flipped")], content), Weight.LOOK))
    assert course().take(filled(suite, [stand("flipped")], content).content).scores


def test_a_suite_without_points_cannot_be_scaled(suite, stand):
    worthless = replace(
        suite,
        questions=tuple(
            replace(question, checks=tuple(replace(check, points=0) for check in question.checks))
            for question in suite.questions
        ),
    )

    with pytest.raises(UsageError, match="no --scale"):
        filled(worthless, [stand("flipped")], gradebook(JANE), scale=True)


def test_a_point_above_the_maximum_is_said(suite, stand):
    content = gradebook(JANE, maxima=MAXIMA.replace("100.00", "99.00"))

    found = filled(suite, [stand("right")], content)

    assert any("more than 99" in w and "Doe, Jane" in w for w in words(found, Weight.LOOK))


def test_a_file_that_canvas_would_cut_in_other_places_stops_the_export(suite, stand):
    title = "1;2;3;4;5;6;7;8 (77)"
    rows = [f"{name};;;;;;;,{id},,{name},S,,," for name, id in (("wei", 1002), ("bob", 1003))]
    content = gradebook(*rows, header=HEADER.replace(TITLE, title), maxima="")

    found = filled(suite, [stand("right", "wei"), stand("right", "bob")], content, column="77")

    assert any("as the column separator" in line for line in words(found, Weight.STOP))
    with pytest.raises(AssertionError, match="Invalid header row"):
        course().take(found.content)


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"name,points\nJane,3\n", "not a gradebook exported from Canvas"),
        (b"Student,ID,Name,Other (1)\n", "header invalid"),
        (b"Student,ID,Section,A (1)\n\xff\xfe,1,2,3\n", "UTF-8"),
        (b'Student,ID,Section,A (1)\n"Doe, Jane,1,2,3\n', "line 2: the quotes"),
        (b'Student,ID,Section,A (1)\n"Doe" Jane,1,2,3\n', "line 2: the quotes"),
        (b"", "not a gradebook"),
    ],
)
def test_what_is_no_gradebook_is_said(suite, content, problem):
    with pytest.raises(UsageError, match=problem):
        filled(suite, [], content, column="1")


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12)


@settings(max_examples=50)
@given(names=st.lists(CELL, min_size=1, max_size=6), sections=CELL, delimiter=st.sampled_from(",;"))
def test_whatever_students_are_called_the_file_is_one_that_canvas_reads(
    suite, stand, names, sections, delimiter
):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Student", "ID", "SIS Login ID", "Section", TITLE])
    writer.writerow(["    Points Possible", "", "", "", "100.00"])
    for at, name in enumerate(names):
        writer.writerow([f"N{name}", 1001 + at, f"l{at}", sections, ""])
    standings = [stand("right", f"l{at}") for at in range(len(names))]

    found = filled(suite, standings, text.getvalue().encode())
    users = [User(1001 + at, f"N{name}", "", "", f"l{at}") for at, name in enumerate(names)]
    canvas = Canvas(users, {77: "Logistic regression and its slope"})

    if not words(found, Weight.STOP):
        canvas.take(found.content)
        assert canvas.changed == {(1001 + at, 77): "100.00" for at in range(len(names))}
        assert [row[:-1] for row in rows_of(found.content, delimiter)] == [
            row[:-1] for row in rows_of(text.getvalue().encode(), delimiter)
        ]
