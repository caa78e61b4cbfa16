"""Every outcome, on every level: what goes wrong in one question stays in that question."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
import pytest

from grader.model import (
    Died,
    Flooded,
    Frame,
    Limits,
    NotNumeric,
    Observation,
    OutOfMemory,
    Raised,
    Returned,
    TimedOut,
    Undefined,
)
from grader.sandbox import open_sandbox
from tests.sandbox.small_suite import HONEST, LOWEST_LEVELS

REST = """
import os, sys
import numpy as np

def one(a):
    return a + 1

def three(a):
    return a.sum()

def two(a, b):
"""


def two(body: str) -> bytes:
    """A submission whose function ``two`` does this, and whose others are right."""
    lines = dedent(body).strip().splitlines()
    return (REST + "".join(f"    {line}\n" for line in lines)).encode()


MISBEHAVIOURS = {
    "a loop": ("while True: pass", TimedOut(0.5)),
    "a loop that swallows everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        TimedOut(0.5),
    ),
    "an early exit": ("os._exit(0)", Died(0)),
    "an abort": ("os.abort()", Died(6)),
    "a flood of text": ("while True: print('x' * 1000)", Flooded(256)),
    "a flood of bytes": ("while True: os.write(2, b'x' * 1000)", Flooded(256)),
    "a huge answer": ("return np.zeros(4_000_000)", Flooded(256)),
    "a huge array": ("return np.ones(10**10)", OutOfMemory(512)),
    "a growing list": ("x = []\nwhile True: x.append(np.empty(10**6))", OutOfMemory(512)),
}


@pytest.mark.parametrize("body, expected", MISBEHAVIOURS.values(), ids=MISBEHAVIOURS)
def test_a_misbehaviour_costs_its_own_question_only(worker, outcomes, body, expected):
    seen = outcomes(worker, two(body))

    assert seen["two/first"] == seen["two/second"] == expected
    np.testing.assert_array_equal(seen["one/again"].value, [2.0, -1.0, 4.0])
    assert seen["three/first"].value == 2.0


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_who_sleeps_runs_out_of_time_by_the_clock(plan, outcomes, layers):
    with open_sandbox(Limits(wall_seconds=1.0, cpu_seconds=30.0), layers=layers) as worker:
        seen = outcomes(worker, two("import time\ntime.sleep(60)"))

    assert seen["two/first"] == seen["two/second"] == TimedOut(1.0)
    assert isinstance(seen["three/first"], Returned)


def test_unlimited_recursion_is_an_exception_like_another(worker, outcomes):
    seen = outcomes(worker, two("return two(a, b)"))

    assert seen["two/first"].error == "RecursionError"
    assert isinstance(seen["three/first"], Returned)


def test_a_submission_cannot_leave_by_exiting(worker, outcomes):
    seen = outcomes(worker, two("sys.exit(0)"))

    assert seen["two/first"].error == "SystemExit"


def test_an_exception_is_told_with_the_student_s_own_lines(worker, outcomes):
    seen = outcomes(
        worker,
        b"def inner(a):\n    return a[7]\n\ndef one(a):\n    return inner(a)\n",
    )

    assert seen["one/first"] == Raised(
        "IndexError",
        "index 7 is out of bounds for axis 0 with size 3",
        (Frame(5, "one", "return inner(a)"), Frame(2, "inner", "return a[7]")),
    )


def test_a_wrong_number_of_arguments_says_so(confined, outcomes):
    seen = outcomes(confined, b"def one(a, b): return a")

    assert seen["one/first"].message == "one() missing 1 required positional argument: 'b'"


def test_a_syntax_error_has_its_line_and_column(worker, outcomes):
    seen = outcomes(worker, b"x = 1\ny = (2 +\n")

    expected = Raised(
        "SyntaxError",
        "'(' was never closed",
        (Frame(2, "<module>", "y = (2 +"),),
        loading=True,
        column=5,
    )
    assert set(seen.values()) == {expected}


@pytest.mark.parametrize(
    "source, expected",
    [
        (b"while True: pass", TimedOut(0.5, loading=True)),
        (b"import os; os._exit(0)", Died(0, loading=True)),
        (b"import numpy as np\nx = np.ones(10**10)", OutOfMemory(512, loading=True)),
        (b"while True: print('x' * 1000)", Flooded(256, loading=True)),
    ],
    ids=["loop", "exit", "memory", "flood"],
)
def test_what_happens_while_loading_holds_for_every_case(worker, outcomes, source, expected):
    assert set(outcomes(worker, source).values()) == {expected}


def test_a_module_that_is_not_allowed_is_refused_in_words(worker, outcomes):
    seen = outcomes(worker, b"import scipy.special\n")["one/first"]

    assert seen.error == "ModuleNotFoundError"
    assert "allows only numpy" in seen.message and "'scipy.special'" in seen.message
    assert seen.loading


def test_matplotlib_may_stay_in(worker, outcomes):
    seen = outcomes(
        worker,
        b"import matplotlib.pyplot as plt\nfrom matplotlib import cm\n"
        b"fig, ax = plt.subplots()\nax.plot([1], [2])\nplt.show()\ndef one(a): return a\n",
    )

    assert isinstance(seen["one/first"], Returned)


def test_a_missing_function_is_told_with_the_nearest_name(worker, outcomes):
    seen = outcomes(worker, b"def One(a): return a\ndef thre(a): return a\n")

    assert seen["one/first"] == Undefined("one", "One")
    assert seen["two/first"] == Undefined("two")
    assert seen["three/first"] == Undefined("three", "thre")


KINDS = {
    "np.float32(1) * a": ("<f4", "ndarray"),
    "a.astype('f4')": ("<f4", "ndarray"),
    "[1, 2]": ("<i8", "list"),
    "(1.5, 2)": ("<f8", "tuple"),
    "3": ("<i8", "int"),
    "True": ("|b1", "bool"),
    "np.float32(3)": ("<f4", "float32"),
    "np.matrix([[1, 2]])": ("<i8", "matrix"),
    "a.astype('>f8')": ("<f8", "ndarray"),
    "np.longdouble(3)": ("<f8", "longdouble"),
    "np.zeros((0, 3))": ("<f8", "ndarray"),
    "a[::-1]": ("<f8", "ndarray"),
}


@pytest.mark.parametrize("expression, expected", KINDS.items(), ids=KINDS)
def test_numbers_keep_their_type(confined, outcomes, expression, expected):
    seen = outcomes(confined, f"import numpy as np\ndef three(a): return {expression}".encode())
    returned = seen["three/first"]

    if expression == "np.float32(1) * a":
        assert returned.value.dtype in (np.float32, np.float64)  # numpy 2 and numpy 1
    else:
        assert (returned.value.dtype.str, returned.kind) == expected
    assert not returned.value.flags.writeable
    assert returned.value.flags.aligned


NO_NUMBERS = {
    "None": NotNumeric("NoneType"),
    "'text'": NotNumeric("str"),
    "[[1, 2], [3]]": NotNumeric("list", "its rows are not of the same length"),
    "a * 1j": NotNumeric("ndarray", "dtype complex128"),
    "[None]": NotNumeric("list", "dtype object"),
    "{'a': 1}": NotNumeric("dict"),
    "lambda: 1": NotNumeric("function"),
    "10**100": NotNumeric("int", "dtype object"),
}


@pytest.mark.parametrize("expression, expected", NO_NUMBERS.items(), ids=NO_NUMBERS)
def test_what_is_no_array_of_numbers_is_named(confined, outcomes, expression, expected):
    seen = outcomes(confined, f"def three(a): return {expression}".encode())

    assert seen["three/first"] == expected


def test_arguments_are_presented_as_their_case_says(worker, outcomes):
    seen = outcomes(
        worker,
        b"def one(a): return [a.flags.writeable]\n"
        b"def three(a): return [a.flags.writeable, a.flags.c_contiguous]\n",
    )

    assert list(seen["one/first"].value) == [True]
    assert list(seen["one/read-only"].value) == [False]
    assert list(seen["three/strided"].value) == [True, False]


def test_writing_to_an_argument_reaches_no_other_case(worker, outcomes):
    seen = outcomes(worker, b"def one(a):\n    a += 1\n    return a\n")

    np.testing.assert_array_equal(seen["one/again"].value, [2.0, -1.0, 4.0])
    assert seen["one/read-only"].error == "ValueError"


def test_what_was_printed_is_kept_by_case(worker, run):
    source = (
        b"print('loading')\ndef one(a): print('one', len(a)); return a\n"
        b"def two(a, b): print('two'); 1 / 0\n"
    )

    printed = {seen.case: seen.printed for seen in run(worker, source).observations}

    assert printed["one/first"] == "loading\none 3\n"
    assert printed["one/second"] == "one 2\n"
    assert printed["two/first"] == "two\n"
    assert printed["three/first"] == ""


def test_what_loading_prints_is_kept_once_however_often_the_file_is_loaded(confined, run):
    source = (
        b"import os\nprint('loading')\ndef one(a): os._exit(0)\n"
        b"def two(a, b): os._exit(0)\ndef three(a): print('three'); return a\n"
    )

    printed = {seen.case: seen.printed for seen in run(confined, source).observations}

    assert {case: text for case, text in printed.items() if text} == {
        "one/first": "loading\n",
        "three/first": "three\n",
        "three/strided": "three\n",
    }


def test_what_was_printed_before_a_hang_is_kept(worker, run):
    observations = run(worker, two("print('before')\nwhile True: pass")).observations

    assert sum(seen.printed == "before\n" for seen in observations) == 1


def test_of_what_a_case_printed_four_kibibytes_are_kept(confined, run):
    observations = run(confined, b"def three(a): print('x' * 9000)").observations

    assert [len(seen.printed) for seen in observations if seen.case == "three/first"] == [4096]


def test_hostile_text_comes_back_as_text(worker, run, outcomes):
    source = (
        b"import os\ndef one(a): raise ValueError('\\udc80\\x00\\x1b[2J')\n"
        b"def three(a): os.write(1, b'\\xff\\xfe')\n"
    )

    assert outcomes(worker, source)["one/first"].message.encode() == b"?\x00\x1b[2J"
    printed = {seen.case: seen.printed for seen in run(worker, source).observations}
    assert "\ufffd" in "".join(printed.values())


def test_an_exception_that_cannot_be_printed_is_still_an_exception(confined, outcomes):
    source = b"class E(BaseException):\n    def __str__(self): raise self\ndef one(a): raise E\n"

    assert outcomes(confined, source)["one/first"].error == "E"


def test_an_answer_is_what_it_holds_and_not_what_it_claims(confined, outcomes):
    source = b"""
import numpy as np

class Yes(np.ndarray):
    def __eq__(self, other): return True
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    def __array__(self, *a, **k): raise ValueError

def one(a): return np.zeros(3).view(Yes)
class Liar:
    def __array__(self, *a, **k): return np.ones(3)
def three(a): return Liar()
"""
    seen = outcomes(confined, source)

    assert type(seen["one/first"].value) is np.ndarray
    np.testing.assert_array_equal(seen["one/first"].value, np.zeros(3))
    assert seen["three/first"] == NotNumeric("Liar")


def test_a_source_that_is_too_large_is_the_student_s(confined, outcomes):
    seen = outcomes(confined, b"#" * 300_000)

    assert {outcome.loading for outcome in seen.values()} == {True}


def test_the_random_numbers_of_a_submission_are_the_same_each_time(worker, outcomes):
    source = (
        b"import random, numpy as np\ndef three(a): return [random.random(), np.random.rand()]\n"
    )

    first, second = (outcomes(worker, source)["three/first"].value for _ in range(2))

    np.testing.assert_array_equal(first, second)


ORDINARY = {
    "right": HONEST,
    "half done": "def one(a):\n    pass\ndef two(a, b):\n    raise NotImplementedError('later')\n",
    "does not load": "import numpy as np\nx = np.zeros(3) + np.zeros(2)\n",
    "bad syntax": "def one(a)\n    return a\n",
    "other modules": "import torch\n",
    "chatty": "import random\ndef one(a):\n    print(random.random(), {*'abc'})\n    return a\n",
    "warnings": "import numpy as np\ndef one(a):\n    return np.log(a - a) * 0\n",
}


@pytest.mark.parametrize("source", ORDINARY.values(), ids=ORDINARY)
def test_every_level_sees_the_same(worker, confined, run, source):
    here, there = (run(one, source) for one in (worker, confined))

    assert here.flags == there.flags == ()
    assert [plain(seen) for seen in here.observations] == [plain(s) for s in there.observations]


def plain(seen: Observation) -> tuple[object, ...]:
    """An observation as something that can be compared."""
    outcome = seen.outcome
    if isinstance(outcome, Returned):
        return seen.case, outcome.kind, outcome.value.dtype, outcome.value.tobytes(), seen.printed
    return seen.case, outcome, seen.printed
