"""A child knows the hidden arguments only when it has answered everything that may be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.model import (
    Array,
    Case,
    Companion,
    Limits,
    Observation,
    Returned,
    Suite,
    TimedOut,
    Undefined,
)
from grader.sandbox import Plan, Worker, open_sandbox
from grader.sandbox.plan import PlannedQuestion
from grader.sandbox.reply import Offset, ReplyParser
from tests.sandbox.small_suite import LIMITS, LOWEST_LEVELS, case, question, submission

SHOWN, UNSEEN = np.array([1.0, 2.0]), np.array([7.5, 8.25, 9.125])


def suite_of(hidden: Array = UNSEEN, shown: Array = SHOWN) -> Suite:
    """Two questions, each with a case that is shown and one that is not."""
    questions = tuple(
        question(id, case(id, "shown", shown), hide(case(id, "hidden", hidden)))
        for id in ("one", "two")
    )
    return Suite("small", "", "small", "en", questions, (), (), limits=LIMITS)


def hide(one: Case) -> Case:
    return replace(one, hidden=True)


def observed(worker: Worker, suite: Suite, source: str) -> dict[str, Observation]:
    execution = worker.run(submission(source), Plan.of(suite))
    assert execution.flags == ()
    return {seen.case: seen for seen in execution.observations}


def test_both_sheets_together_ask_every_case_once(worker: Worker) -> None:
    seen = observed(worker, suite_of(), "def one(a): return a * 2\ndef two(a): return a + 1\n")

    for id, compute in (("one", lambda a: a * 2), ("two", lambda a: a + 1)):
        np.testing.assert_array_equal(seen[f"{id}/shown"].outcome.value, compute(SHOWN))
        np.testing.assert_array_equal(seen[f"{id}/hidden"].outcome.value, compute(UNSEEN))


def test_the_first_sheet_holds_no_hidden_argument() -> None:
    plan = Plan.of(suite_of())

    assert SHOWN.tobytes() in plan.sheet
    assert UNSEEN.tobytes() not in plan.sheet
    assert UNSEEN.tobytes() in plan.hidden


LOOKS = """
import gc
def holds(thing, data, depth=0):
    if isinstance(thing, bytes): return data in thing
    return isinstance(thing, (tuple, list, dict)) and depth < 9 and any(
        holds(part, data, depth + 1)
        for part in (list(thing.values()) if isinstance(thing, dict) else list(thing)))
def knows(a):
    data = bytes.fromhex("".join(["{first}", "{rest}"]))
    return float(any(holds(thing, data) for thing in gc.get_objects()))
one = two = knows
"""


def test_no_object_of_a_child_holds_them_before(worker: Worker) -> None:
    needle = UNSEEN.tobytes().hex()
    seen = observed(worker, suite_of(), LOOKS.format(first=needle[:8], rest=needle[8:]))

    known = {id: float(one.outcome.value) for id, one in seen.items()}
    assert known == {"one/shown": 0, "two/shown": 0, "one/hidden": 1, "two/hidden": 1}


def test_a_hang_in_a_shown_case_leaves_the_other_questions(worker: Worker) -> None:
    source = "def one(a):\n    while len(a) == 2: pass\n    return a\ndef two(a): return a\n"
    seen = observed(worker, suite_of(), source)

    assert seen["one/shown"].outcome == seen["one/hidden"].outcome == TimedOut(0.5)
    np.testing.assert_array_equal(seen["two/shown"].outcome.value, SHOWN)
    np.testing.assert_array_equal(seen["two/hidden"].outcome.value, UNSEEN)


def test_a_hang_in_a_hidden_case_costs_no_answer_to_a_shown_one(worker: Worker) -> None:
    source = "def one(a):\n    while len(a) == 3: pass\n    return a\ndef two(a): return a\n"
    seen = observed(worker, suite_of(), source)

    assert seen["one/hidden"].outcome == TimedOut(0.5)
    assert isinstance(seen["one/shown"].outcome, Returned)
    np.testing.assert_array_equal(seen["two/hidden"].outcome.value, UNSEEN)


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_a_child_a_question_is_told_them_too(layers: tuple[str, ...]) -> None:
    with open_sandbox(LIMITS, layers=layers, isolate="question") as worker:
        seen = observed(worker, suite_of(), "def one(a): return a\ndef two(a): return a\n")

    assert all(isinstance(one.outcome, Returned) for one in seen.values())
    np.testing.assert_array_equal(seen["two/hidden"].outcome.value, UNSEEN)


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_sheets_may_be_larger_than_a_pipe(layers: tuple[str, ...]) -> None:
    large = np.arange(40_000.0)
    with open_sandbox(LIMITS, layers=layers) as worker:
        seen = observed(
            worker, suite_of(large, large[:20_000]), "def one(a): return a.sum()\ntwo = one\n"
        )

    assert seen["one/hidden"].outcome.value == large.sum()
    assert seen["two/shown"].outcome.value == large[:20_000].sum()


def test_a_suite_without_hidden_cases_needs_no_second_sheet(worker: Worker) -> None:
    suite = Suite("s", "", "s", "en", (question("one", case("one", "x", SHOWN)),), (), ())
    seen = observed(worker, suite, "def one(a): return a\n")

    np.testing.assert_array_equal(seen["one/x"].outcome.value, SHOWN)


def test_a_suite_of_hidden_cases_only_has_them_told_at_once(worker: Worker) -> None:
    suite = Suite("s", "", "s", "en", (question("one", hide(case("one", "x", UNSEEN))),), (), ())
    seen = observed(worker, suite, "def one(a): return a\n")

    np.testing.assert_array_equal(seen["one/x"].outcome.value, UNSEEN)


def test_what_is_printed_stays_with_its_case(worker: Worker) -> None:
    source = "print('loads')\ndef one(a): print('one', len(a), end='')\ndef two(a): print(len(a))\n"
    seen = observed(worker, suite_of(), source)

    assert {id: one.printed for id, one in seen.items()} == {
        "one/shown": "loads\none 2",
        "one/hidden": "one 3",
        "two/shown": "2\n",
        "two/hidden": "3\n",
    }


def test_what_is_printed_after_the_last_answer_is_not_told_in_a_shown_case(worker: Worker) -> None:
    source = """
    import sys
    def late(frame, event, argument):
        if frame.f_code.co_name == "send": print("late")
    def one(a):
        if len(a) == 3: sys.setprofile(late)
    two = one
    """
    seen = observed(worker, suite_of(), source)

    assert not seen["one/shown"].printed
    assert not seen["two/shown"].printed
    assert "late" in seen["one/hidden"].printed + seen["two/hidden"].printed


def test_a_similar_name_is_told_of_what_is_shown_only(worker: Worker) -> None:
    seen = observed(worker, suite_of(), "def One(a): return a\ndef two(a): return a\n")

    assert seen["one/shown"].outcome == Undefined("one", "One")
    assert seen["one/hidden"].outcome == Undefined("one")


def test_a_child_that_claims_to_have_printed_more_is_told_them_all_the_same(
    confined: Worker,
) -> None:
    source = """
    import os, sys
    def one(a):
        counter = sys._getframe(3).f_locals["writer"]._counter
        counter.written += 10**9 if len(a) == 2 else 0
        os.write(1, b"hidden" if len(a) == 3 else b"shown")
        return a
    two = one
    """
    seen = observed(confined, suite_of(), source)

    assert all(isinstance(one.outcome, Returned) for one in seen.values())
    assert "hidden" not in seen["one/shown"].printed + seen["two/shown"].printed


def test_marks_of_shown_cases_end_where_the_hidden_ones_were_told() -> None:
    shown = PlannedQuestion(0, "f", "f", (0,), 8)
    parser = ReplyParser((shown, replace(shown, number=1, cases=(1,), hidden=True)), Limits())
    parser.offsets = [Offset(None, None, 0, 3), Offset(shown, 0, 3, 10**12)]

    parser.release(40)

    assert [offset.printed for offset in parser.offsets] == [3, 40]
    assert not parser.awaits_hidden


def test_a_companion_is_put_the_hidden_cases_too(worker: Worker) -> None:
    source = "import submission\ndef one(a): return submission.two(a) * 10\n"
    suite = replace(suite_of(), companion=Companion("beside.py", source))
    seen = observed(worker, suite, "def two(a): return a + 1\n")

    np.testing.assert_array_equal(seen["one/shown"].outcome.value, (SHOWN + 1) * 10)
    np.testing.assert_array_equal(seen["one/hidden"].outcome.value, (UNSEEN + 1) * 10)
    np.testing.assert_array_equal(seen["two/hidden"].outcome.value, UNSEEN + 1)
