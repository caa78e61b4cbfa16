"""The record of a class: attempts, decisions, and what outlives the process."""

from __future__ import annotations

import contextlib
import sqlite3
import stat

import pytest

from grader.errors import UsageError
from grader.gradebook import Gradebook, Key, Mark, Run, executions, grades
from grader.marking.marker import Marker
from grader.model import Blame, Delivery, Isolation, Label, Override, Person, Submission
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT

KEY = Key("plan", "suite", "1")
HELD = Isolation("A", ("seccomp",), {"kernel": "6"})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gradebook.sqlite"


@pytest.fixture
def book(path):
    book = Gradebook(path, "logistic")
    yield book
    book.close()


def hand_in(book, student, source=b"text", **fields):
    delivery = Delivery(Person(student, name=student.title()), **fields)
    return book.receive(delivery, Submission(student, "logistic.py", source))


def mark(book, suite, functions=RIGHT, key=KEY):
    run = execution(suite, functions)
    for attempt in book.attempts():
        graded = Marker(suite).mark(attempt.student, run)
        book.save_result(
            attempt.id, key, Run(executions.packed(run), HELD), Mark(grades.packed(graded))
        )


def test_the_same_bytes_again_are_the_same_attempt(book):
    assert hand_in(book, "ada")
    assert not hand_in(book, "ada")

    (attempt,) = book.attempts()
    assert attempt.number == 1
    assert book.submission(attempt).source == b"text"


def test_what_was_handed_in_last_counts_and_the_rest_is_kept(book):
    hand_in(book, "ada", b"first")
    hand_in(book, "ada", b"second", submitted="2026-11-20T10:00:00+00:00")
    assert [(a.number, a.delivery.submitted) for a in book.attempts()] == [
        (2, "2026-11-20T10:00:00+00:00")
    ]

    hand_in(book, "ada", b"first")
    assert [a.number for a in book.attempts()] == [1]


def test_fingerprints_are_kept_by_attempt_and_method(book):
    hand_in(book, "ada", b"first")
    hand_in(book, "bob")
    ada, bob = book.attempts()
    book.save_fingerprints("1", {ada.id: b"a", bob.id: b"b"})

    assert book.ids_with_fingerprints("1") == {ada.id, bob.id}
    assert book.fingerprints(bob.id, "1") == b"b"
    assert book.ids_with_fingerprints("2") == frozenset()
    with pytest.raises(KeyError):
        book.fingerprints(bob.id, "2")


def test_what_cannot_be_read_is_an_attempt_too(book):
    book.receive(Delivery(Person("ada")), "no file logistic.py")

    (attempt,) = book.attempts()
    assert attempt.unreadable == "no file logistic.py"


def test_a_hostile_file_name_is_kept_as_an_escape(book):
    book.receive(Delivery(Person("ada")), Submission("ada", "\udcff.py", b""))

    (attempt,) = book.attempts()
    assert attempt.filename == "\\udcff.py"


def test_everything_is_there_when_the_file_is_opened_again(book, path, logistic_suite):
    hand_in(book, "ada", remarks=("the file was called x.py",))
    book.enrol([Person("ben", email="ben@example.org")])
    mark(book, logistic_suite)
    book.decisions.override(
        Override("ada", "slope", 3.0, "a misprint", "grace", "2026-11-20T10:00:00")
    )
    book.close()

    again = Gradebook(path, "logistic")
    ada, ben = again.standings(logistic_suite, KEY)
    again.close()

    assert ada.grade.earned == 100
    assert ada.earned(logistic_suite) == 63
    assert ada.remarks == ("the file was called x.py",)
    assert ada.override("slope").why == "a misprint"
    assert (ben.grade, ben.attempt, ben.person.email) == (None, 0, "ben@example.org")


def test_a_mark_belongs_to_its_suite_its_plan_and_its_grader(book, logistic_suite):
    hand_in(book, "ada")
    mark(book, logistic_suite)
    (attempt,) = book.attempts()

    assert book.groups_of_marked(KEY).keys() == book.ids_with_run(KEY) == {attempt.id}
    assert not book.groups_of_marked(Key("plan", "other", "1"))
    assert not book.groups_of_marked(Key("plan", "suite", "2"))
    assert book.ids_with_run(Key("plan", "other", "1")) == {attempt.id}, (
        "another suite, the same run"
    )
    assert not book.ids_with_run(Key("other", "suite", "1"))


def test_what_a_fault_of_ours_spoilt_is_not_marked_for_good(book):
    hand_in(book, "ada")
    (attempt,) = book.attempts()
    book.save_result(attempt.id, KEY, None, Mark(b"", again=True))

    assert not book.groups_of_marked(KEY)


def test_a_gradebook_of_format_1_keeps_what_people_did_and_is_run_again(book, path, logistic_suite):
    for student in ("ada", "ben"):
        hand_in(book, student)
    mark(book, logistic_suite)
    book.decisions.override(Override("ada", "slope", 1.0, "why", "grace", "now"))
    with contextlib.closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE about SET value = '1' WHERE key = 'format'")
    book.close()

    with contextlib.closing(Gradebook(path, "logistic")) as again:
        assert again.fact("format") == "2"
        assert not again.groups_of_marked(KEY)
        assert not again.ids_with_run(KEY)
        assert len(again.attempts()) == 2
        ungraded, _ = again.standings(logistic_suite, KEY)
    assert ungraded.grade.ungraded.blame is Blame.NOBODY
    assert ungraded.points("slope") == 1.0


def test_an_override_is_undone_and_stays_on_record(book):
    hand_in(book, "ada")
    for points in (1.0, 2.0):
        book.decisions.override(Override("ada", "slope", points, "why", "grace", "now"))
    assert [one.points for one in book.decisions.overrides()["ada"]] == [1.0, 2.0]

    assert book.decisions.undo_overrides("ada", "slope", "later") == 2
    assert not book.decisions.overrides()
    assert book.decisions.undo_overrides("ada", "slope", "later") == 0


def test_labels_are_given_and_taken_away(book):
    book.decisions.label(Label("slope-1", "The bias", "Look there"), "grace", "now")
    assert book.decisions.labels() == {"slope-1": Label("slope-1", "The bias", "Look there")}

    assert book.decisions.unlabel("slope-1")
    assert not book.decisions.unlabel("slope-1")


def test_the_weakest_isolation_is_said(book, logistic_suite):
    for student, level in (("ada", "A"), ("ben", "C"), ("cyd", "B")):
        hand_in(book, student)
        attempt = next(a for a in book.attempts() if a.student == student)
        book.save_result(attempt.id, KEY, Run(b"", Isolation(level, ())), Mark(b""))

    assert book.isolation(KEY).level == "C"
    assert book.isolation(Key("none", "", "")) is None


def test_half_a_change_is_none(book):
    def half():
        with book.transaction():
            hand_in(book, "ada")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert not book.attempts()


def test_the_record_of_another_assignment_is_refused(book, path):
    with pytest.raises(UsageError, match="holds the grades of 'logistic', not of 'other'"):
        Gradebook(path, "other")


def test_a_file_that_is_no_gradebook_is_refused_and_left_alone(path):
    path.write_text("something else, and long enough to look like a database")

    with pytest.raises(UsageError, match="is no gradebook"):
        Gradebook(path, "logistic")
    assert path.read_text().startswith("something else")


def test_the_file_is_for_its_owner_alone(book, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_grade_before_is_that_of_the_last_one_by_the_same_suite(book, logistic_suite):
    hand_in(book, "ada", b"first")
    mark(book, logistic_suite)
    hand_in(book, "ada", b"never graded")
    hand_in(book, "ada", b"third")
    (third,) = book.attempts()

    assert book.earlier_grade(third, KEY, logistic_suite).earned == logistic_suite.possible
    assert book.earlier_grade(third, Key("plan", "another suite", "1"), logistic_suite) is None
    assert book.earlier_grade(third, Key("plan", "suite", "2"), logistic_suite), "a newer grader"


def test_a_first_attempt_has_no_grade_before(book, logistic_suite):
    hand_in(book, "ada", b"first")
    hand_in(book, "bob", b"first")
    mark(book, logistic_suite)

    assert [book.earlier_grade(one, KEY, logistic_suite) for one in book.attempts()] == [None, None]
