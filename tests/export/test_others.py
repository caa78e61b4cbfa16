"""Gradescope, PrairieLearn, Classroom 50, Actions and JUnit files follow their formats."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from grader.export import classroom50, gradescope, junit, prairielearn, step_summary
from grader.model import Lateness, Observation, Override, Raised, Returned, frozen
from tests.export.importers import check_classroom50, check_gradescope, check_prairielearn

SORTS = {"right": 100, "flipped": 70, "strange": 60}
LATE = Lateness(1, 20.0)
DECIDED = Override("jdoe", "error", 12.5, "Oral \x1b[31m exam", "me", "2025-03-03T10:00:00+00:00")


@pytest.fixture(params=["as graded", "late", "decided", "decided and late"])
def worth(request, stand):
    """Return a standing in four variants, and its points."""

    def made(sort):
        changes = {
            "as graded": {},
            "late": {"lateness": LATE},
            "decided": {"overrides": (DECIDED,)},
            "decided and late": {"overrides": (DECIDED,), "lateness": LATE},
        }[request.param]
        error = {"right": 30, "flipped": 0, "strange": 30}[sort]
        points = SORTS[sort] - ((error - 12.5) if "overrides" in changes else 0)
        return stand(sort, **changes), points * (0.8 if "lateness" in changes else 1)

    return made


@pytest.mark.parametrize("sort", SORTS)
def test_gradescope_shows_the_points_that_count(suite, worth, sort):
    standing, points = worth(sort)

    assert check_gradescope(gradescope(suite, standing), 100) == pytest.approx(points)


@pytest.mark.parametrize("sort", SORTS)
def test_prairielearn_shows_the_share_that_counts(suite, worth, sort):
    standing, points = worth(sort)

    assert check_prairielearn(prairielearn(suite, standing)) == pytest.approx(points / 100)


@pytest.mark.parametrize("sort", SORTS)
def test_classroom_50_shows_the_share_that_counts(suite, worth, sort):
    standing, points = worth(sort)

    score, most = check_classroom50(classroom50(suite, standing))

    assert score / most == pytest.approx(points / 100)
    assert most in (100, 1000, 10000)


def test_whole_points_stay_what_they_are_in_classroom_50(suite, stand):
    assert check_classroom50(classroom50(suite, stand("flipped"))) == (70, 100)


def test_points_that_are_never_whole_are_rounded_to_hundredths(suite, stand):
    third = replace(DECIDED, points=10 / 3)

    content = classroom50(suite, stand("right", overrides=(third,)))

    assert check_classroom50(content) == (7333, 10000)


@pytest.mark.parametrize("sort", SORTS)
def test_a_step_summary_shows_the_points_that_count(suite, worth, sort):
    standing, points = worth(sort)

    assert (
        f"**{points:g} of 100 points**".replace(".", r"\.")
        in step_summary(suite, standing).decode()
    )


def test_more_points_than_there_are_stay_within_the_formats(suite, stand):
    bonus = replace(DECIDED, points=50.0)
    one = stand("right", overrides=(bonus,))

    assert check_gradescope(gradescope(suite, one), 100) == 120
    assert check_prairielearn(prairielearn(suite, one)) == 1
    assert check_classroom50(classroom50(suite, one)) == (100, 100)


def test_who_is_ungraded_gets_no_zero_anywhere(suite, stand):
    one = stand("ungraded")

    assert gradescope(suite, one) is None
    assert check_prairielearn(prairielearn(suite, one)) is None
    assert classroom50(suite, one) is None
    summary = step_summary(suite, one).decode()
    assert "Not graded" in summary and "points" not in summary


def test_points_of_people_for_all_questions_are_a_grade(suite, stand):
    decided = tuple(replace(DECIDED, question=q.id, points=q.points) for q in suite.questions)

    for sort in ("ungraded", None):
        one = stand(sort, overrides=decided)
        assert check_gradescope(gradescope(suite, one), 100) == 100


def everything(suite, standing):
    yield gradescope(suite, standing).decode()
    yield prairielearn(suite, standing).decode()
    yield classroom50(suite, standing).decode()
    yield step_summary(suite, standing).decode()
    yield b"".join(junit(suite, [standing])).decode()


def test_of_hidden_cases_only_their_number_is_told(suite, stand):
    """The student's code returns, raises or prints a secret in every case."""
    one, secret = stand("strange"), "271828182845"

    def spied(verdict):
        outcomes = (Raised("ValueError", secret), Returned(frozen([271828182845.0])))
        outcome = outcomes[len(verdict.case) % 2]
        seen = Observation(verdict.case, outcome, printed=secret)
        return replace(verdict, observation=seen, distance=271828182845.0)

    questions = tuple(
        replace(q, verdicts=tuple(map(spied, q.verdicts))) for q in one.grade.questions
    )
    spy = replace(one, grade=replace(one.grade, questions=questions))
    hidden = [case for case in suite.cases if case.hidden]

    for text in everything(suite, spy):
        assert secret not in text
        assert "2.718" not in text
        assert "hidden cases: 0 of " in text.replace("\\", "")
        assert not any(case.name in text for case in hidden)


@pytest.mark.thorough
def test_a_megabyte_is_enough_for_prairielearn(suite, stand):
    """The suite has a hundred checks with two thousand cases each."""
    one = stand("strange")
    asked, graded = suite.questions[-1], one.grade.questions[-1]
    checks = tuple(replace(asked.checks[0], id=f"c{n}", points=0.4) for n in range(100))
    wrong = graded.verdicts[-1]
    many = replace(
        graded,
        checks=tuple(replace(graded.checks[0], check=c.id, earned=0, points=0.4) for c in checks),
        verdicts=tuple(replace(wrong, check=c.id) for c in checks for _ in range(2000)),
    )
    questions = (*suite.questions[:-1], replace(asked, checks=checks))
    grade = replace(one.grade, questions=(*one.grade.questions[:-1], many))

    content = prairielearn(replace(suite, questions=questions), replace(one, grade=grade))

    assert check_prairielearn(content) == pytest.approx(0.6)
    assert len(content) < 1_000_000


def test_junit_has_a_suite_a_student_and_a_case_a_check(suite, stand):
    standings = [
        stand("right", "a"),
        stand("flipped", "b<&>\x1b\ud800", lateness=LATE),
        stand("ungraded", "c"),
        stand(None, "d"),
    ]

    root = ET.fromstring(b"".join(junit(suite, standings)))
    a, b, c, d = root

    assert root.tag == "testsuites" and root.get("name") == "logistic"
    counts = [[s.get(k) for k in ("tests", "failures", "errors", "skipped")] for s in root]
    checks = str(sum(len(question.checks) for question in suite.questions))
    assert counts[0] == [checks, "0", "0", "0"]
    assert counts[1] == [checks, "1", "0", "0"]
    assert counts[2:] == [["1", "0", "1", "0"], ["1", "0", "0", "1"]]
    assert b.get("name") == "b<&>\\x1b\\ud800"
    assert "wrong sign" in b.find("testcase/failure").text
    assert c.find("testcase/error").get("message") == "the sandbox did not start"
    assert {p.get("name"): p.get("value") for p in b.iter("property")}["earned"] == "56"
    assert d.find("testcase/skipped") is not None
    names = {(case.get("classname"), case.get("name")) for case in a.iter("testcase")}
    assert len(names) == int(checks)
