"""Moodle takes the filled worksheet, and findings warn before the upload."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export import GradedRow, Weight, WorksheetOptions, feedback_zip, fill_moodle
from grader.model import Label, Lateness, Override, Person
from tests.export.importers import Moodle, Participant

HEADER = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments"
)
DATE = '"Monday, 3 March 2025, 10:00 AM"'
JANE = f"Participant 501,Jane Doe,S1,jane@example.org,Submitted,,100.00,Yes,{DATE},-,"
WEI = f"Participant 502,张 伟,S2,wei@example.org,Submitted,,100.00,Yes,{DATE},-,"
ANN = f"Participant 503,=Ann,S3,ann@example.org,Submitted,,100.00,Yes,{DATE},-,"
PLAIN = WorksheetOptions({})


def worksheet(*rows, header=HEADER, end="\n", mark=""):
    return (mark + end.join([header, *rows]) + end).encode()


def filled(suite, standings, content, options=PLAIN):
    return fill_moodle(suite, standings, content, "Grades.csv", options)


def words(found, weight):
    return [str(finding) for finding in found.findings if finding.weight is weight]


def assignment(**language):
    known = {501: Participant(), 502: Participant(), 503: Participant()}
    return Moodle(known, **language)


def marked(moodle):
    return {id: known.grade for id, known in moodle.participants.items() if known.grade is not None}


def test_grades_and_comments_arrive(suite, stand):
    standings = [
        stand("right", "Jane Doe_501", name="Jane Doe", platform_id="501"),
        stand("flipped", "x", email="WEI@example.org"),
        stand("strange", "y", login="s3"),
    ]

    found = filled(suite, standings, worksheet(JANE, WEI, ANN))
    moodle = assignment().take(found.content)

    assert marked(moodle) == {501: 100, 502: 70, 503: 60}
    assert moodle.participants[502].comment.startswith("<p>70 of 100 points</p>")
    assert "The error has the wrong sign" in moodle.participants[502].comment
    assert not words(found, Weight.LOOK) and not words(found, Weight.STOP)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_other_byte_stays(suite, stand, mark, end):
    before = worksheet(JANE, WEI, ANN, end=end, mark=mark)

    after = filled(suite, [stand("right", email="jane@example.org")], before).content

    comment = assignment().take(after).participants[501].comment
    graded = JANE.replace("Submitted,,", "Submitted,100.00,") + comment
    assert after == worksheet(graded, WEI, ANN, end=end, mark=mark)
    assert filled(suite, [], before).content == before


def test_rows_of_others_are_not_requoted(suite, stand):
    odd = 'Participant 502,"Wei ""W"" Zhang","S2",w@example.org, x ,"5.00",9.00,Yes,"a\nb",-,old'
    content = worksheet(JANE, odd)

    after = filled(suite, [stand("right", email="jane@example.org")], content).content

    assert odd in after.decode()


@pytest.mark.parametrize(
    "typed",
    [
        r'"a \", 100.00, \" b"',  # text with a quote after a backslash, as PHP writes it
        r'"\",""\""',
        r'"ends in a backslash\"',
        '"two ""quotes"" and\na line"',
    ],
)
def test_what_students_typed_moves_no_grade(suite, stand, typed):
    header = HEADER.replace("Last modified (grade)", "Online text,Last modified (grade)")
    rows = [row.replace(",-,", f",{typed},-,") for row in (JANE, WEI)]
    standings = [
        stand("right", email="jane@example.org"),
        stand("flipped", email="wei@example.org"),
    ]

    options = WorksheetOptions({}, comments=False)
    found = filled(suite, standings, worksheet(*rows, header=header), options)

    first, second = (row.replace("Submitted,,", "Submitted,{},") for row in rows)
    after = worksheet(first.format("100.00"), second.format("70.00"), header=header)
    assert found.content == after
    assert not words(found, Weight.STOP)


def test_a_worksheet_without_the_time_of_the_grade_stops_the_export(suite, stand):
    content = worksheet(JANE, header=HEADER.replace("Last modified (grade)", "Changed"))

    found = filled(suite, [stand("right", email="jane@example.org")], content)

    assert any("Last modified (grade)" in line for line in words(found, Weight.STOP))


def test_a_torn_row_stops_the_export(suite, stand):
    found = filled(suite, [], worksheet(JANE, "Participant 502,Wei"))

    assert any("line 3" in line for line in words(found, Weight.STOP))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_kept_and_said(suite, stand, separator):
    rows = list(csv.reader(io.StringIO(worksheet(JANE, WEI).decode())))
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)

    found = filled(suite, [stand("right", email="jane@example.org")], text.getvalue().encode())

    assert marked(assignment(separator=separator).take(found.content)) == {501: 100}
    assert any("separator" in line for line in words(found, Weight.NOTE))


def test_what_moodle_would_skip_or_overwrite_is_said(suite, stand):
    rows = (
        JANE.replace("Submitted,,", "Submitted,55.00,") + "well done",
        WEI.replace("Submitted,,", "Submitted,70.00,"),
        ANN.replace(",Yes,", ",No,"),
    )
    standings = [
        stand("right", "a", email="jane@example.org"),
        stand("flipped", "b", email="wei@example.org"),
        stand("right", "c", email="ann@example.org"),
    ]
    found = filled(suite, standings, worksheet(*rows))

    looks, notes = words(found, Weight.LOOK), words(found, Weight.NOTE)
    assert any("1 grade(s) that differ" in w and "Jane Doe: 55.00 -> 100.00" in w for w in looks)
    assert any("1 comment(s) that differ" in w and "Jane Doe" in w for w in looks)
    assert any("1 row(s) are locked" in w and "=Ann" in w for w in looks)
    assert any("1 grade(s) are what they were" in w for w in notes)
    assert any("the worksheet first" in w for w in notes)
    assert rows[2] in found.content.decode()
    kept = filled(suite, standings, worksheet(*rows), WorksheetOptions({}, comments=False))
    assert "well done" in kept.content.decode() and "<p>" not in kept.content.decode()


def test_more_than_the_maximum_is_left_out_unless_it_is_scaled(suite, stand):
    content = worksheet(JANE.replace("100.00", "10.00"))
    standings = [stand("flipped", email="jane@example.org")]

    found = filled(suite, standings, content)
    scaled = filled(suite, standings, content, WorksheetOptions({}, scale=True))

    assert found.content == content
    assert any(
        "above the maximum" in w and "70.00 of 10.00" in w for w in words(found, Weight.LOOK)
    )
    moodle = Moodle({501: Participant()}, maximum=10)
    assert marked(moodle.take(scaled.content)) == {501: 7}


def test_without_a_maximum_grades_are_filled_in_and_never_scaled(suite, stand):
    content = worksheet(
        JANE.replace("100.00,Yes", "Yes"), header=HEADER.replace("Maximum Grade,", "")
    )
    jane = stand("flipped", email="jane@example.org")

    assert marked(assignment().take(filled(suite, [jane], content).content)) == {501: 70}
    with pytest.raises(UsageError, match="no column with the maximum grade: no --scale"):
        filled(suite, [jane], content, WorksheetOptions({}, scale=True))


def test_points_below_zero_are_left_out_and_said(suite, stand):
    """As a person may give them; Moodle would skip the row."""
    given = Override("x", "slope", -500.0, "why", "grace", "2026-11-20T10:00:00+00:00")
    below = stand("right", email="jane@example.org", overrides=(given,))

    found = filled(suite, [below], worksheet(JANE))

    assert not marked(assignment().take(found.content))
    assert any("below zero" in w and "Jane Doe" in w for w in words(found, Weight.LOOK))


@pytest.mark.parametrize("maximum, taken", [("100.00", True), ("99.998", True), ("99.98", False)])
def test_points_above_the_maximum_are_those_that_two_decimals_show(suite, stand, maximum, taken):
    row = JANE.replace("100.00", maximum)

    found = filled(suite, [stand("right", email="jane@example.org")], worksheet(row))

    assert bool(found.returned) is taken


def test_a_grade_and_a_comment_that_are_there_already_stay_byte_for_byte(suite, stand):
    jane = stand("flipped", email="jane@example.org")
    new = filled(suite, [jane], worksheet(JANE)).content.decode()
    assert ",70.00," in new
    there = new.replace(",70.00,", ",70.0,").encode()

    found = filled(suite, [jane], there)

    assert found.content == there
    assert not any("comment(s) that differ" in w for w in words(found, Weight.LOOK))


def test_a_maximum_that_differs_is_said_unless_points_are_scaled(suite, stand):
    content = worksheet(JANE.replace("100.00", "50.00"))
    jane = stand("flipped", email="jane@example.org")

    kept = filled(suite, [jane], content)
    scaled = filled(suite, [jane], content, WorksheetOptions({}, scale=True))

    assert any("out of 50" in w and "--scale" in w for w in words(kept, Weight.LOOK))
    assert not words(scaled, Weight.LOOK)
    assert marked(assignment().take(scaled.content)) == {501: 35}


def test_cells_without_a_number_are_said(suite, stand):
    rows = (JANE.replace(",100.00,", ",,"), WEI.replace("Submitted,,", "Submitted,excused,"))
    standings = [
        stand("right", "a", email="jane@example.org"),
        stand("flipped", "b", email="wei@example.org"),
    ]

    looks = words(filled(suite, standings, worksheet(*rows)), Weight.LOOK)

    assert any("1 row(s) have no maximum" in w and "Jane Doe" in w for w in looks)
    assert any("1 grade(s) that are no number" in w and "张 伟: excused" in w for w in looks)


def test_an_empty_line_is_no_torn_row(suite, stand):
    found = filled(suite, [stand("right", email="jane@example.org")], worksheet(JANE, "", WEI))

    assert not words(found, Weight.STOP)


def test_marks_by_a_scale_of_words_are_left_alone(suite, stand):
    content = worksheet(JANE.replace("100.00", "Competent"))

    found = filled(suite, [stand("right", email="jane@example.org")], content)

    assert found.content == content
    assert any("words of a scale" in line for line in words(found, Weight.LOOK))


def test_nobody_is_given_a_zero_or_a_blank(suite, stand):
    content = worksheet(JANE.replace("Submitted,,", "Submitted,5.00,"), WEI)
    standings = [
        stand("ungraded", "a", email="jane@example.org"),
        stand(None, "b", email="wei@example.org"),
    ]
    assert filled(suite, standings, content).content == content


def test_a_group_has_its_grade_in_each_members_row(suite, stand):
    team = Person("Team 1", "Team 1", members=("Jane Doe", "张 伟"))
    one = replace(stand("right"), person=team)

    found = filled(suite, [one], worksheet(JANE, WEI, ANN))

    assert marked(assignment().take(found.content)) == {501: 100, 502: 100}


def test_a_comment_tells_what_people_decided_and_nothing_of_theirs_is_a_tag(suite, stand):
    decided = Override("jdoe", "error", 12.5, "<script>alert(1)</script>", "me", "2025-03-03")
    one = stand(
        "strange", email="jane@example.org", overrides=(decided,), lateness=Lateness(2, 20.0)
    )

    found = filled(suite, [one], worksheet(JANE))
    moodle = assignment().take(found.content)
    comment = moodle.participants[501].comment

    assert moodle.participants[501].grade == pytest.approx((30 + 12.5) * 0.8)
    assert "2 days late: 20 percent taken off" in comment
    assert "Error of the score: 12.5 / 30" in comment
    assert "<script" not in comment and "&lt;script&gt;" in comment
    assert "\n" not in comment


def test_a_label_reaches_the_comment_of_those_it_is_about(suite, stand):
    one = stand("strange", email="jane@example.org")
    questions = tuple(replace(q, group=f"group of {q.question}") for q in one.grade.questions)
    labels = (
        Label("group of nobody", "Something else", ""),
        Label("group of slope", "Weights added to the input", "What multiplies w?"),
    )
    one = replace(one, grade=replace(one.grade, questions=questions), labels=labels)

    comment = assignment().take(filled(suite, [one], worksheet(JANE)).content).participants[501]

    assert "Weights added to the input. What multiplies w?" in comment.comment
    assert "Something else" not in comment.comment


def test_pages_go_back_into_the_folders_they_came_from():
    returned = [
        GradedRow("a", "Jane_Ann Doe", "501"),
        GradedRow("b", "../../张/伟\x1b[31m", "502"),
        GradedRow("c", "~", "503"),
        GradedRow("d", "No number", ""),
    ]
    content = b"".join(feedback_zip(returned, lambda student: f"<p>{student}".encode()))
    again = b"".join(feedback_zip(returned, lambda student: f"<p>{student}".encode()))

    moodle = assignment().take_files(content)

    assert content == again
    assert [known.files for known in moodle.participants.values()] == [
        {"feedback.html": b"<p>a"},
        {"feedback.html": b"<p>b"},
        {"feedback.html": b"<p>c"},
    ]


NAME = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=50)
@given(names=st.lists(NAME, min_size=1, max_size=3))
def test_whatever_students_are_called_their_rows_and_files_find_them(suite, stand, names):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER.split(","))
    for at, name in enumerate(names):
        row = [f"Participant {501 + at}", name, "", f"m{at}@example.org", "", "", "100.00"]
        writer.writerow([*row, "Yes", "-", "-", ""])
    standings = [stand("right", f"s{at}", email=f"m{at}@example.org") for at in range(len(names))]

    found = filled(suite, standings, text.getvalue().encode())
    moodle = assignment().take(found.content)
    moodle.take_files(b"".join(feedback_zip(found.returned, str.encode)))

    assert marked(moodle) == {501 + at: 100 for at in range(len(names))}
    for at in range(len(names)):
        assert moodle.participants[501 + at].files == {"feedback.html": f"s{at}".encode()}
