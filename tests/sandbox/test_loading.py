"""A file is loaded without the statements that fail or take too long and that nothing needs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from grader.model import (
    Companion,
    Died,
    Execution,
    Flooded,
    Limits,
    Raised,
    Returned,
    SkippedStatement,
    Submission,
    TimedOut,
)
from grader.sandbox import Plan, Worker, open_sandbox
from grader.sandbox.outcomes import OutcomeTable
from grader.sandbox.reply import ReplyParser
from tests.conftest import sampled
from tests.resources import shared
from tests.sandbox.small_suite import LIMITS, LOWEST_LEVELS, small_suite

FUNCTIONS = """\
import numpy as np

def one(a):
    return a + 1

def two(a, b):
    return np.outer(a, b)

def three(a):
    return a.sum()

"""
AFTER = FUNCTIONS.count("\n") + 1
"""The line of what is put after the functions."""


@pytest.fixture(scope="module", params=LOWEST_LEVELS)
def worker(request):
    with shared(partial(open_sandbox, LIMITS, layers=request.param)) as opened:
        yield opened


def run(worker: Worker, source: str, plan: Plan, name: str = "small.py") -> Execution:
    return worker.run(Submission("somebody", name, source.encode()), plan)


def right(execution: Execution) -> bool:
    """All answers of the three functions are those of the plain file."""
    values = {seen.case: seen.outcome for seen in execution.observations}
    return (
        all(isinstance(outcome, Returned) for outcome in values.values())
        and values["one/first"].value.tolist() == [2.0, -1.0, 4.0]
        and values["three/first"].value == 2.0
        and np.array_equal(values["two/second"].value, [[1.0, -2.0, 3.0]])
    )


FAILING = {
    "a last print": ("print(one(X))", "NameError"),
    "an assertion": ("assert False", "AssertionError"),
    "an old name": ("np.set_printoptions(threshold=np.nan, wrong=1)", "TypeError"),
    "input": ("n = int(input('how many? '))", "EOFError"),
    "a file that is missing": ("data = np.loadtxt('digits.csv')", "FileNotFoundError"),
    "an experiment": ("for i in range(3):\n    x = one(i) @ 3", "TypeError"),
    "a module nobody uses": ("import seaborn as sns", "ModuleNotFoundError"),
    "a helper nobody uses": ("@undefined\ndef helper(x):\n    return one(x)", "NameError"),
    "a class nobody uses": ("class Net(Undefined):\n    pass", "NameError"),
    "more memory than there is": ("huge = np.ones(10**11)", "MemoryError"),
    "an interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "attributes of a missing thing": ("model.weights = one(1)", "NameError"),
}


@pytest.mark.parametrize("place", ["above", "below"])
@pytest.mark.parametrize("statement, error", FAILING.values(), ids=FAILING)
def test_a_failing_statement_that_nothing_needs_costs_nothing(
    confined, plan, statement, error, place
):
    blank = FUNCTIONS.replace("import numpy as np\n", f"import numpy as np\n{statement}\n")
    source = f"{FUNCTIONS}{statement}\n" if place == "below" else blank
    if place == "above" and "one(" in statement:
        error = "NameError"

    execution = run(confined, source, plan)

    assert right(execution)
    (skipped,) = execution.skipped
    assert skipped.error == error
    assert skipped.text in statement
    assert skipped.line - (AFTER if place == "below" else 2) in (0, 1)


def test_all_of_them_in_one_file_cost_nothing(worker, plan):
    statements = "\n".join(statement for statement, _ in FAILING.values())

    execution = run(worker, f"{FUNCTIONS}{statements}\n", plan)

    assert right(execution)
    assert [one.error for one in execution.skipped] == [error for _, error in FAILING.values()]


NEEDED = {
    "a constant": ("K = 1 / 0", "a + 1", "a + K", "ZeroDivisionError"),
    "a table that is filled": ("T = {}; T[0] = 1 / 0", "a + 1", "a + T[0]", "ZeroDivisionError"),
    "a module": ("import torch", "a + 1", "torch.add(a, 1)", "ModuleNotFoundError"),
    "names of a module": ("from torch import add", "a + 1", "add(a, 1)", "ModuleNotFoundError"),
    "all names of a module": ("from pylab import *", "a + 1", "a + 1", "ModuleNotFoundError"),
    "a helper": ("@undefined\ndef f(x):\n    return x", "a + 1", "f(a) + 1", "NameError"),
    "what a helper needs": (
        "K = 1 / 0\ndef f(x):\n    def inner():\n        return K\n    return x + inner()",
        "a + 1",
        "f(a)",
        "ZeroDivisionError",
    ),
    "what a helper sets": (
        "def f(x):\n    global K\n    K = x\nK = 1 / 0",
        "a + 1",
        "f(a)",
        "ZeroDivisionError",
    ),
    "what a default needs": ("K = 1 / 0", "def one(a)", "def one(a, k=K)", "ZeroDivisionError"),
}


@pytest.mark.parametrize("statement, old, new, error", NEEDED.values(), ids=NEEDED)
def test_what_a_function_needs_is_not_left_out(confined, plan, statement, old, new, error):
    source = f"import numpy as np\n{statement}\n{FUNCTIONS.replace(old, new)}"

    outcomes = {seen.outcome for seen in run(confined, source, plan).observations}

    (outcome,) = outcomes
    assert isinstance(outcome, Raised)
    assert (outcome.error, outcome.loading) == (error, True)


def test_a_name_that_is_local_to_the_functions_is_not_needed(confined, plan):
    source = FUNCTIONS.replace("return a + 1", "w = a\n    return w + 1") + "w = 1 / 0\na = 1 / 0\n"

    assert right(run(confined, source, plan))


SLOW = {
    "a loop": "for epoch in range(10**12):\n    pass",
    "a loop that calls": "while True:\n    one(np.ones(3))",
    "a loop that catches": "while True:\n    try:\n        one(np.ones(3))\n    except Exception:\n"
    "        pass",
    "a loop that catches everything": "while True:\n    try:\n        one(np.ones(3))\n"
    "    except:\n        pass",
}


@pytest.mark.parametrize("loop", sampled(list(SLOW), 2, str))
def test_a_training_loop_is_stopped_and_the_functions_are_kept(worker, plan, loop):
    statement = SLOW[loop]
    execution = run(worker, f"{FUNCTIONS}{statement}\nprint('after')\n", plan)

    assert right(execution)
    text = statement.splitlines()[0]
    assert execution.skipped == (SkippedStatement(AFTER, text, seconds=0.5),)
    assert execution.observations[0].printed == "after\n"


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_who_sleeps_while_loading_is_woken(plan, layers):
    limits = Limits(wall_seconds=0.5, cpu_seconds=30.0)
    with open_sandbox(limits, layers=layers) as worker:
        execution = run(worker, f"{FUNCTIONS}import time\ntime.sleep(60)\n", plan)

    assert right(execution)
    assert [one.seconds for one in execution.skipped] == [0.5]


def test_a_loop_that_prints_without_end_is_stopped(worker, plan):
    execution = run(worker, f"{FUNCTIONS}while True:\n    print('epoch' * 20)\nprint('x')\n", plan)

    assert right(execution)
    assert [one.kilobytes for one in execution.skipped] == [256]


def test_a_slow_statement_is_not_run_by_the_next_child_again(confined, plan):
    source = FUNCTIONS.replace("return np.outer(a, b)", "while True: pass")
    execution = run(confined, f"{source}while True:\n    one(1)\n", plan)

    outcomes = {seen.case: seen.outcome for seen in execution.observations}
    assert outcomes["two/first"] == TimedOut(0.5)
    assert isinstance(outcomes["one/first"], Returned)
    assert isinstance(outcomes["three/first"], Returned)
    assert len(execution.skipped) == 1


def test_a_slow_statement_that_is_needed_ends_the_file(confined, plan):
    source = "for i in range(10**12): K = i\n" + FUNCTIONS.replace("a + 1", "a + K")

    outcomes = {seen.outcome for seen in run(confined, source, plan).observations}

    assert outcomes == {TimedOut(0.5, loading=True)}


@pytest.mark.thorough
def test_a_file_of_nothing_but_loops_ends_at_last(confined, plan):
    source = FUNCTIONS + "while True: pass\n" * 9

    outcomes = {seen.outcome for seen in run(confined, source, plan).observations}

    assert outcomes == {TimedOut(0.5, loading=True)}


@pytest.mark.parametrize("leaving", ["exit()", "quit(0)", "import sys\nsys.exit(0)", "main()"])
def test_leaving_ends_the_file_where_it_stands(worker, plan, leaving):
    main = "def main():\n    raise SystemExit(3)\n"
    execution = run(worker, f"{FUNCTIONS}{main}{leaving}\ndef one(a):\n    return 0\n", plan)

    assert right(execution)
    assert [one.error for one in execution.skipped] == ["SystemExit"]


def test_leaving_before_anything_is_defined_is_a_file_that_does_not_load(worker, plan):
    outcomes = {o.outcome for o in run(worker, f"exit()\n{FUNCTIONS}", plan).observations}

    assert {(type(one), one.error, one.loading) for one in outcomes} == {
        (Raised, "SystemExit", True)
    }


def test_statements_of_one_line_are_told_apart(confined, plan):
    source = FUNCTIONS + "x = 3; y = 1 / 0; z = 4\nprint(x, z)\n"

    execution = run(confined, source, plan)

    assert right(execution)
    assert execution.observations[0].printed == "3 4\n"
    assert len(execution.skipped) == 1


def test_annotations_stay_unread_after_a_failure_where_the_file_says_so(confined, plan):
    late = FUNCTIONS.replace("def three(a)", "def three(a: undefined)")
    above = "from __future__ import annotations\n1 / 0\n"

    assert right(run(confined, above + late, plan))


def test_what_is_under_main_is_not_run(confined, plan):
    execution = run(confined, f"{FUNCTIONS}if __name__ == '__main__':\n    1 / 0\n", plan)

    assert right(execution)
    assert execution.skipped == ()


def test_of_many_failing_statements_some_are_told(confined, plan):
    execution = run(confined, FUNCTIONS + "1 / 0\n" * 100, plan)

    assert right(execution)
    assert len(execution.skipped) == 16


def test_strict_loading_ends_at_the_first_failure(worker):
    strict = Plan.of(replace(small_suite(), loading="strict"))

    outcomes = {seen.outcome for seen in run(worker, f"{FUNCTIONS}print(X)\n", strict).observations}

    (outcome,) = outcomes
    assert isinstance(outcome, Raised)
    assert (outcome.error, outcome.loading) == ("NameError", True)


def test_strict_loading_has_the_limits_of_a_question(confined):
    strict = Plan.of(replace(small_suite(), loading="strict"))

    for statement, expected in (
        ("while True: pass", TimedOut(0.5, loading=True)),
        ("while True: print('x' * 1000)", Flooded(256, loading=True)),
    ):
        outcomes = run(confined, f"{FUNCTIONS}{statement}\n", strict).observations
        assert {seen.outcome for seen in outcomes} == {expected}


def test_beside_a_companion_no_statement_is_needed(worker):
    companion = Companion("beside.py", "import submission\ndef one(a): return submission.one(a)\n")
    plan = Plan.of(replace(small_suite(), companion=companion))

    execution = run(worker, f"K = 1 / 0\n{FUNCTIONS.replace('a + 1', 'a + K')}", plan)

    outcomes = {seen.case: seen.outcome for seen in execution.observations}
    assert outcomes["one/first"].error == "ZeroDivisionError"
    assert isinstance(outcomes["three/first"], Returned)


def test_a_slow_cell_of_a_notebook_costs_nothing(worker, plan):
    cells = [FUNCTIONS, "while True:\n    one(np.ones(2))", "print('after')"]
    text = "".join(f"# %% cell {number}\n{cell}\n" for number, cell in enumerate(cells, start=1))

    execution = run(worker, text, plan, "small.ipynb")

    assert right(execution)
    assert [one.seconds for one in execution.skipped] == [0.5]


def test_what_a_later_child_says_of_its_loading_is_not_told(plan):
    """It may have learnt a hidden argument from the child before, by the clock for one."""
    table = OutcomeTable(plan)
    for line in (1, 2):
        parser = ReplyParser(table.open[:1], LIMITS)
        parser.skipped.append(SkippedStatement(line, "", "ValueError", str(line)))
        table.enter(table.open[:1], parser, b"", Died(6))
    table.refuse(Died(6))

    assert [one.message for one in table.execution().skipped] == ["1"]
