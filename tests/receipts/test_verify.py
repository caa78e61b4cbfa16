"""What a student finds who verifies a receipt: the truth, and each way to depart from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.marking.marker import Marker, ungraded
from grader.model import (
    CheckGrade,
    Lateness,
    LatePolicy,
    Observation,
    Override,
    Person,
    Standing,
    Submission,
    TimedOut,
)
from grader.receipts.commitment import Opening, opening_of, same_student
from grader.receipts.findings import State
from grader.receipts.make import receipt_of
from grader.receipts.own_run import hashes_of
from grader.receipts.receipt import CheckPoints, issue
from grader.receipts.replay import Replay
from grader.receipts.reveal import Reveal
from grader.receipts.verification import Evidence, verify
from grader.suite.file import digest, dumps
from grader.suite.own_numbers import variant
from tests.conftest import ROOT
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT, sigmoid

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
FLIPPED = RIGHT | {"error": lambda s, t: t - sigmoid(s)}
OWN = Submission("jdoe", "logistic.py", b"def error(s, t): ...\n")
VERSIONS = {"grader": "1.0", "python": "3.12.4"}
KEY = b"sixteen bytes at least"


@pytest.fixture(scope="module")
def suite(logistic_suite):
    late = LatePolicy("2026-05-01T00:00:00+00:00", percent_a_day=10)
    return replace(logistic_suite, late=late, follow_through=0.5)


@pytest.fixture(scope="module")
def opening(suite) -> Opening:
    return opening_of(
        LOGISTIC, "logistic", suite=digest(suite), grader="1.0", nonce=bytes(range(32))
    )


@pytest.fixture(scope="module")
def flipped(suite):
    """Return the grade of a student who has one sign wrong: 70 points."""
    return Marker(suite).mark("jdoe", execution(suite, FLIPPED))


@pytest.fixture
def evidence(suite, opening, flipped):
    """Return a function from changes of the standing and of the receipt to the evidence."""

    def made(change=lambda receipt: receipt, **standing):
        known = Standing(Person("jdoe"), standing.pop("grade", flipped), **standing)
        receipt = receipt_of(
            suite, known, OWN, seal=opening.commitment, made_by=VERSIONS, salt="0" * 32
        )
        root, (issued,) = issue([change(receipt)], "logistic", opening.commitment)
        return Evidence(
            issued=issued,
            reveal=Reveal(opening, dumps(suite).encode()),
            submission=hashes_of(OWN),
            seal=opening.commitment,
            root=root,
            student="jdoe",
        )

    return made


@pytest.fixture
def findings(suite, flipped):
    """Return a function from the evidence to what is said of each state."""

    def found(evidence: Evidence, *, grade=flipped, is_complete=True):
        def replay(_):
            return Replay(grade, is_complete, {"grader": "1.1", "python": "3.14.0"})

        every = verify(evidence, replay)
        return {
            state: [(one.about, one.sentence) for one in every if one.state is state]
            for state in State
        }

    return found


def apart(found) -> list[str]:
    """Return what differs, by name."""
    return [about for about, _ in found[State.DIFFERS]]


def test_a_true_receipt_holds_in_everything(evidence, findings):
    found = findings(evidence())

    assert found[State.DIFFERS] == found[State.NOT_CHECKED] == []
    assert ("sum", "70 points are the sum of the parts") in found[State.HOLDS]
    assert ("verdicts", "11 of 11 verdicts are the same here") in found[State.HOLDS]


def test_what_is_not_known_is_said_to_be_unchecked(evidence, findings):
    found = findings(replace(evidence(), seal="", root=None, student=""))

    assert apart(found) == []
    assert [about for about, _ in found[State.NOT_CHECKED]] == ["seal", "student", "root"]


def test_the_receipt_of_another_student_is_not_ones_own(evidence, findings):
    other = {"code": "1" * 64}

    assert apart(findings(replace(evidence(), student="asmith"))) == ["student"]
    assert apart(findings(replace(evidence(), submission=other))) == ["submission"]
    assert apart(findings(replace(evidence(), submission={}))) == ["submission"]


def test_ids_are_compared_in_one_form():
    assert same_student("jos\u00e9", "jose\u0301")
    assert not same_student("jos\u00e9", "jose")


def test_a_receipt_that_was_changed_leads_nowhere(evidence, findings):
    true = evidence()
    receipt = replace(true.receipt, points="71")
    found = findings(replace(true, issued=replace(true.issued, receipt=receipt)))

    assert apart(found) == ["path", "sum"]


def test_another_root_than_the_published_one_is_seen(evidence, findings):
    true = evidence()

    assert apart(findings(replace(true, root=replace(true.root, root="0" * 64)))) == ["root"]
    assert apart(findings(replace(true, root=replace(true.root, reason="new")))) == ["root"]


def test_another_opening_is_not_what_the_seal_commits_to(evidence, findings, opening):
    true = evidence()
    for other in (
        replace(opening, nonce="0" * 64),
        replace(opening, files=opening.files | {"assignment.yaml": "0" * 64}),
        replace(opening, students="any"),
    ):
        found = findings(replace(true, reveal=replace(true.reveal, opening=other)))
        assert apart(found) == ["seal", "seal"]


def test_a_seal_that_was_made_afterwards_is_not_the_published_one(evidence, findings):
    assert apart(findings(replace(evidence(), seal="0" * 64))) == ["seal"]


def test_another_suite_is_not_run(evidence, suite, opening):
    other = dumps(replace(suite, follow_through=1.0)).encode()
    true = evidence()

    def replay(_):
        raise AssertionError("a suite that is not the sealed one is not run")

    found = verify(replace(true, reveal=Reveal(opening, other)), replay)

    assert [one.about for one in found if one.state is State.DIFFERS] == ["revealed"]


def flipped_verdict(receipt):
    at = next(n for n, one in enumerate(receipt.verdicts) if one.check == "sigmoid.values")
    flipped = replace(receipt.verdicts[at], verdict="wrong value")
    return replace(receipt, verdicts=(*receipt.verdicts[:at], flipped, *receipt.verdicts[at + 1 :]))


def test_a_verdict_that_the_instructor_flipped_differs_with_both_versions(evidence, findings):
    found = findings(evidence(flipped_verdict))

    ((about, sentence),) = found[State.DIFFERS]
    assert about == "verdicts"
    assert "sigmoid.values, case " in sentence
    assert "graded as 'wrong value', here 'right'" in sentence
    assert "graded with grader 1.0, python 3.12.4; here grader 1.1, python 3.14.0" in sentence


@pytest.mark.parametrize("change", [lambda v: v[1:], lambda v: (*v, v[0]), lambda v: ()])
def test_each_case_has_one_verdict(change, evidence, findings):
    found = findings(evidence(lambda receipt: replace(receipt, verdicts=change(receipt.verdicts))))

    assert "verdicts" in apart(found)


def with_points(earned: str, of: str = "30", total: str = ""):
    """Return a function that gives the question ``error`` other points."""

    def change(receipt):
        first, second, third = receipt.questions
        second = replace(second, checks=(CheckPoints("values", earned, of),))
        changed = replace(receipt, questions=(first, second, third))
        return replace(changed, points=total or receipt.points)

    return change


def test_points_that_do_not_follow_from_the_verdicts_differ(evidence, findings):
    ((_, sentence),) = findings(evidence(with_points("10", total="80")))[State.DIFFERS]

    assert sentence == "error: values has 10 points, and 0 follow from its verdicts"


def test_points_that_are_not_the_sum_differ(evidence, findings):
    assert apart(findings(evidence(with_points("10")))) == ["sum", "points"]
    assert apart(findings(evidence(lambda one: replace(one, points="71")))) == ["sum"]


@pytest.mark.parametrize("text", ["NaN", "-5", "1e1", "9" * 4000])
def test_points_that_are_no_decimals_differ(text, evidence, findings):
    assert "sum" in apart(findings(evidence(lambda one: replace(one, points=text))))
    assert "points" in apart(findings(evidence(with_points(text))))


def test_other_points_than_the_sealed_ones_differ(evidence, findings):
    assert apart(findings(evidence(with_points("0", of="20")))) == ["points"]
    assert "points" in apart(findings(evidence(lambda one: replace(one, questions=()))))


def test_what_a_kit_cannot_find_out_is_said_and_not_presumed(evidence, findings):
    follows = evidence(with_points("15", total="85"))  # half of the points: what follows
    invented = evidence(with_points("10", total="80"))

    found = findings(follows, is_complete=False)
    assert apart(found) == []
    ((_, sentence),) = found[State.NOT_CHECKED]
    assert "grader verify-receipt" in sentence
    assert apart(findings(follows, is_complete=True)) == ["points"]
    assert apart(findings(invented, is_complete=False)) == ["points"]


def test_right_answers_have_their_points_whatever_follows(evidence, findings):
    def change(receipt):
        first, second, third = receipt.questions
        none = (CheckPoints("values", "0", "20"), CheckPoints("extremes", "0", "10"))
        questions = (replace(first, checks=none), second, third)
        return replace(receipt, questions=questions, points="40")

    assert apart(findings(evidence(change), is_complete=False)) == ["points"]


def test_verdicts_stand_in_no_order_that_tells_the_cases(evidence):
    verdicts = evidence().receipt.verdicts

    assert list(verdicts) == sorted(verdicts, key=lambda one: (one.check, one.case))


def test_points_for_what_follows_are_replayed_by_the_whole_grader(evidence, findings, flipped):
    first, second, third = flipped.questions
    second = replace(second, checks=(CheckGrade("values", 15, 30),))
    grade = replace(flipped, questions=(first, second, third))

    assert apart(findings(evidence(grade=grade), grade=grade)) == []


def test_a_timeout_cannot_be_replayed(evidence, findings, suite):
    ran = execution(suite, RIGHT)
    case = suite.questions[2].cases[0].id
    slow = replace(
        ran,
        observations=tuple(
            Observation(one.case, TimedOut(2.0)) if one.case == case else one
            for one in ran.observations
        ),
    )
    timed_out, right = Marker(suite).mark("", slow), Marker(suite).mark("", ran)

    for graded, here in ((timed_out, right), (right, timed_out)):
        found = findings(evidence(grade=graded), grade=here)
        assert apart(found) == []
        about = [sentence for about, sentence in found[State.NOT_CHECKED] if about == "verdicts"]
        assert "cannot be replayed" in about[0] and "timed out" in about[0]
    assert findings(evidence(grade=timed_out), grade=timed_out)[State.NOT_CHECKED] == []


def test_an_override_counts_and_is_named_with_its_reason(evidence, findings):
    given = Override("jdoe", "error", 25, "the sign was\x1b[2J ambiguous", "staff", "")
    found = findings(evidence(overrides=(given,)))

    assert apart(found) == []
    ((about, sentence),) = found[State.NOT_CHECKED]
    assert (about, "error: 25 points were given by a person" in sentence) == ("override", True)
    assert "\x1b" not in sentence
    assert ("sum", "95 points are the sum of the parts") in found[State.HOLDS]


def test_late_days_cost_what_was_sealed(evidence, findings):
    two = evidence(lateness=Lateness(2, 20.0), submitted="2026-05-02T12:00:00+00:00")

    found = findings(two)
    assert apart(found) == []
    assert ("sum", "56 points are the sum of the parts") in found[State.HOLDS]
    assert two.receipt.late.due == "2026-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "days, percent, submitted",
    [
        (2, 50.0, "2026-05-02T12:00:00+00:00"),
        (3, 30.0, "2026-05-02T12:00:00+00:00"),
        (1, 10.0, "2026-04-30T23:00:00-01:00"),  # the very moment, by another clock
        (1, 10.0, "2026-04-30T12:00:00+00:00"),  # before it was due
        (1, 10.0, "2026-05-01T12:00:00"),
        (1, 10.0, "yesterday"),
        (1, 10.0, ""),
    ],
)
def test_lateness_that_the_time_does_not_have_differs(days, percent, submitted, evidence, findings):
    one = evidence(lateness=Lateness(days, percent), submitted=submitted)

    assert apart(findings(one)) == ["lateness"]


@pytest.mark.parametrize("submitted", ["", "2026-05-02 12:00:00 CST"])
def test_a_time_that_nobody_can_read_costs_nothing(submitted, evidence, findings):
    assert apart(findings(evidence(lateness=Lateness(0, 0.0, submitted)))) == []


def test_late_days_count_after_what_a_person_gave(evidence, findings):
    given = Override("jdoe", "error", 25, "ambiguous", "staff", "")
    late = Lateness(1, 10.0)
    found = findings(evidence(overrides=(given,), lateness=late, submitted="2026-05-01T06:00:00Z"))

    assert apart(found) == []
    assert ("sum", "85.5 points are the sum of the parts") in found[State.HOLDS]


@pytest.mark.parametrize("of", ["90", "1000", "nothing"])
def test_another_number_of_points_to_be_had_differs(of, evidence, findings):
    assert apart(findings(evidence(lambda receipt: replace(receipt, of=of)))) == ["points"]


def test_who_has_no_grade_has_a_receipt_that_says_why(evidence, findings):
    absent = evidence(grade=None)
    broken = evidence(grade=ungraded("jdoe", "the file is no text"))

    for one, why in ((absent, "nothing was handed in"), (broken, "the file is no text")):
        found = findings(one)
        assert apart(found) == []
        assert ("sum", f"there is no grade: {why}") in found[State.NOT_CHECKED]


def test_points_that_a_person_gave_to_nothing_graded_count(evidence, findings, suite):
    ids = [one.id for one in suite.questions]
    given = tuple(Override("jdoe", id, 10, "two files", "staff", "") for id in ids)
    late = {"lateness": Lateness(1, 10.0), "submitted": "2026-05-01T06:00:00Z"}
    nothing = evidence(grade=ungraded("jdoe", "there are two files"), overrides=given, **late)
    absent = evidence(grade=None, overrides=given)

    for one, total in ((nothing, 27), (absent, 30)):
        found = findings(one)
        assert apart(found) == []
        assert ("sum", f"{total} points are the sum of the parts") in found[State.HOLDS]


def test_who_names_a_file_where_none_was_graded_reads_why(evidence, findings):
    one = evidence(lambda receipt: replace(receipt, submission={}, ungraded="two files"))

    assert ("submission", "no file was graded, and you name one: two files") in findings(one)[
        State.DIFFERS
    ]


def test_checks_have_no_points_where_nothing_was_graded(evidence, findings):
    one = evidence(lambda receipt: replace(receipt, ungraded="two files", verdicts=()))

    assert "points" in apart(findings(one))


def test_a_new_marking_is_named_with_its_reason(evidence, findings, opening):
    one = evidence()
    root, (issued,) = issue(
        [one.receipt], "logistic", opening.commitment, replaces="0" * 64, reason="unclear\x1b[2J"
    )
    found = findings(replace(one, issued=issued, root=root))

    ((about, sentence),) = found[State.NOT_CHECKED]
    assert (about, "unclear" in sentence, "\x1b" in sentence) == ("root", True, False)


def test_what_cannot_be_run_here_is_not_compared(evidence, findings):
    found = findings(evidence(), grade=ungraded("", "the file is no text"))

    assert ("verdicts", "it cannot be run here: the file is no text") in found[State.NOT_CHECKED]


# --- keys, openings and what is revealed ------------------------------------------------------


def keyed(key: bytes) -> Opening:
    numbers = variant(key, "logistic", "")
    return opening_of(LOGISTIC, "logistic", key=key, numbers=numbers, grader="1.0", nonce=bytes(32))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b" \n\n"])
def test_a_line_end_after_the_key_makes_no_difference(ending):
    assert keyed(KEY + ending).key == keyed(KEY).key
    assert Reveal(keyed(KEY), key=KEY + ending).is_what_was_sealed


def test_another_key_is_not_what_was_sealed():
    assert not Reveal(keyed(KEY), key=KEY + b"x").is_what_was_sealed
    assert not Reveal(keyed(KEY)).is_what_was_sealed


@pytest.mark.parametrize(
    ("numbers", "differing"),
    [
        (variant(KEY, "logistic", "jdoe"), []),
        (variant(KEY, "logistic", "asmith"), ["numbers"]),
        ("", ["numbers"]),
    ],
)
def test_own_numbers_are_drawn_from_the_sealed_key(numbers, differing, evidence, findings):
    opening = keyed(KEY)
    true = evidence(lambda one: replace(one, seal=opening.commitment), variant=numbers)
    root = replace(true.root, seal=opening.commitment)
    found = findings(
        replace(
            true,
            issued=replace(true.issued, root=root),
            root=root,
            seal=opening.commitment,
            reveal=Reveal(opening, key=KEY),
        )
    )

    assert apart(found) == differing
    assert "cannot be replayed" in found[State.NOT_CHECKED][0][1]


def test_each_file_of_the_assignment_is_bound(opening, tmp_path):
    import shutil

    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    for path in [*folder.rglob("*.py"), folder / "assignment.yaml"]:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        again = opening_of(
            folder, "logistic", suite=opening.suite, grader="1.0", nonce=bytes(range(32))
        )
        assert again.commitment != opening.commitment
        path.write_bytes(before)


def test_the_nonce_hides_what_is_sealed(opening):
    other = replace(opening, nonce="f" * 64)

    assert other.commitment != opening.commitment
    with pytest.raises(ValueError, match="32 bytes"):
        opening_of(LOGISTIC, "logistic", grader="1.0", nonce=b"short")


def test_an_opening_comes_back_as_it_was(opening):
    assert Opening.from_json(opening.to_json(), "seal.json") == opening
