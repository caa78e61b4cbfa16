"""What the gradebook keeps comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.gradebook import executions, grades
from grader.marking.marker import Marker, ungraded
from grader.model import (
    Blame,
    Died,
    Execution,
    Flooded,
    Frame,
    NotNumeric,
    Observation,
    OutOfMemory,
    Raised,
    Returned,
    SkippedStatement,
    Tampered,
    TimedOut,
    Undefined,
    frozen,
)
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT

TEXTS = st.text(max_size=30).filter(lambda text: text.isprintable() or "\x1b" in text)
DTYPES = st.sampled_from(["<f8", "<f4", "<i8", "|u1", "|b1", "<f2"])
SHAPES = st.lists(st.integers(0, 4), max_size=3)


@st.composite
def returned(draw):
    shape = draw(SHAPES)
    size = int(np.prod(shape, dtype=int))
    dtype = np.dtype(draw(DTYPES))
    data = draw(st.binary(min_size=size * dtype.itemsize, max_size=size * dtype.itemsize))
    raw = np.frombuffer(data, np.uint8)
    value = (raw % 2).astype(bool) if dtype.kind == "b" else np.frombuffer(data, dtype)
    return Returned(frozen(value.reshape(shape)), draw(TEXTS))


FRAMES = st.builds(Frame, st.integers(0, 999), TEXTS, TEXTS)
OUTCOMES = st.one_of(
    returned(),
    st.builds(NotNumeric, TEXTS, TEXTS),
    st.builds(
        Raised, TEXTS, TEXTS, st.lists(FRAMES, max_size=3).map(tuple), st.booleans(), st.just(0)
    ),
    st.builds(Undefined, TEXTS, TEXTS),
    st.builds(TimedOut, st.floats(0, 9), st.booleans()),
    st.builds(OutOfMemory, st.integers(0, 9), st.booleans()),
    st.builds(Died, st.integers(0, 64), st.booleans()),
    st.builds(Flooded, st.integers(0, 9), st.booleans()),
    st.builds(Tampered, TEXTS),
)
OBSERVATIONS = st.lists(st.builds(Observation, TEXTS, OUTCOMES, TEXTS), max_size=5).map(tuple)


def plain(seen):
    outcome = seen.outcome
    if isinstance(outcome, Returned):
        value = outcome.value
        outcome = (value.dtype.str, value.shape, value.tobytes(), outcome.kind)
    return seen.case, outcome, seen.printed


SKIPPED = st.lists(
    st.builds(SkippedStatement, st.integers(0, 99), TEXTS, TEXTS, TEXTS, st.floats(0, 9)),
    max_size=2,
).map(tuple)


@given(OBSERVATIONS, st.lists(TEXTS, max_size=2).map(tuple), SKIPPED)
def test_a_run_comes_back_to_the_last_bit(observations, flags, skipped):
    before = Execution(observations, flags, skipped)

    after = executions.unpacked(executions.packed(before))

    assert after.flags == flags
    assert after.skipped == skipped
    assert [plain(seen) for seen in after.observations] == [plain(seen) for seen in observations]


def test_arrays_that_come_back_cannot_be_written_to():
    run = Execution((Observation("c", Returned(frozen([1.0]))),))

    (seen,) = executions.unpacked(executions.packed(run)).observations

    assert not seen.outcome.value.flags.writeable


@pytest.mark.parametrize("data", [b"", b"text", executions.packed(Execution(()))[:-3]])
def test_a_spoilt_run_is_our_fault_and_said(data):
    with pytest.raises(GraderError, match="cannot be read"):
        executions.unpacked(data)


def test_a_grade_comes_back_but_for_the_answers(logistic_suite):
    wrong = RIGHT | {"error": lambda s, t: t - RIGHT["sigmoid"](s)}
    skipped = (SkippedStatement(3, "print(x)", "NameError", "name 'x' is not defined"),)
    run = replace(execution(logistic_suite, wrong), skipped=skipped)
    before = Marker(logistic_suite).mark("ada", run)

    after = grades.unpacked(grades.packed(before), "ada", logistic_suite)

    assert after.skipped == skipped
    assert (after.student, after.earned, after.diagnoses) == (
        "ada",
        before.earned,
        before.diagnoses,
    )
    for one, other in zip(before.questions, after.questions, strict=True):
        assert (one.checks, one.diagnosis, one.symptom, one.method, one.group) == (
            *(other.checks, other.diagnosis, other.symptom, other.method, other.group),
        )
        assert [(v.case, v.check, v.hidden, v.status) for v in one.verdicts] == [
            (v.case, v.check, v.hidden, v.status) for v in other.verdicts
        ]


def test_a_grade_by_another_suite_still_tells_its_points(logistic_suite, backprop):
    before = Marker(logistic_suite).mark("ada", execution(logistic_suite, RIGHT))

    after = grades.unpacked(grades.packed(before), "ada", backprop.outline)

    assert after.earned == 100


@pytest.mark.parametrize("blame", Blame)
@pytest.mark.parametrize("reason", ["no file", "our fault: x.zip is no zip archive"])
def test_an_ungraded_submission_comes_back_with_its_reason_and_whose_fault_it_is(
    logistic_suite, blame, reason
):
    before = ungraded("ada", reason, blame)

    assert grades.unpacked(grades.packed(before), "ada", logistic_suite) == before
