"""What a submission may print and how long it may take in sum, whatever the machine does."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from grader.model import Flooded, Limits, Returned, Suite, TimedOut
from grader.sandbox import PLAIN, Plan, open_sandbox
from grader.sandbox.inside import protocol
from grader.sandbox.plan import PlannedQuestion
from grader.sandbox.reply import ReplyParser
from tests.conftest import sampled
from tests.sandbox.small_suite import LOWEST_LEVELS, case, question, submission
from tests.sandbox.test_frames import BEGINNING, frame, value

LIMITS = Limits(wall_seconds=30.0, cpu_seconds=5.0, memory_mb=512, output_kb=256)
CASES = 40
CHATTY = "import sys\ndef one(a):\n    {}\n    return a\ndef two(a): return a\n"
MANNERS = {
    "lines": "print('x' * 19999)",
    "many lines": "for _ in range(20): print('x' * 999)",
    "no end of a line": "print('x' * 20000, end='')",
    "to the other stream": "print('x' * 19999, file=sys.stderr)",
    "one large": "print('x' * (10**7 if len(a) == 14 else 5))",
}


@pytest.fixture(scope="module")
def chatty_plan() -> Plan:
    """Two questions, the first of many cases whose arguments have different lengths."""
    many = [case("one", str(n), [1.0] * n) for n in range(1, CASES + 1)]
    asked = (question("one", *many), question("two", case("two", "x", [1.0])))
    return Plan.of(Suite("small", "", "small", "en", asked, (), (), limits=LIMITS))


@pytest.fixture
def load():
    """Two processes that compute while a test runs."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for process in busy:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("load")
@pytest.mark.parametrize("manner", sampled(list(MANNERS), 3, str))
def test_a_flood_is_cut_at_the_same_case_in_every_run(chatty_plan, manner):
    text = MANNERS[manner]
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        runs = [worker.run(submission(CHATTY.format(text)), chatty_plan) for _ in range(6)]

    kinds = {tuple(type(one.outcome) for one in run.observations) for run in runs}
    assert len(kinds) == 1
    order = next(part for part in chatty_plan.questions if part.question == "one").cases
    (seen,) = kinds
    answered = [seen[number] is Returned for number in order]
    assert answered == sorted(answered, reverse=True)
    assert {seen[number] for number in order} == {Returned, Flooded}
    if "10**7" not in text:
        assert sum(answered) == 256 * 1024 // 20000
    assert isinstance(runs[0].observations[-1].outcome, Returned)


def test_without_layers_it_is_cut_at_the_same_case(chatty_plan):
    with open_sandbox(LIMITS, layers=PLAIN) as worker:
        run = worker.run(submission(CHATTY.format(MANNERS["lines"])), chatty_plan)

    kinds = [type(one.outcome) for one in run.observations]
    assert kinds.count(Returned) == 256 * 1024 // 20000 + 1


def test_too_much_that_is_returned_is_cut_at_the_same_case(chatty_plan):
    source = "import numpy as np\ndef one(a): return np.zeros(2500)\ndef two(a): return a\n"
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        runs = [worker.run(submission(source), chatty_plan) for _ in range(5)]

    answered = {sum(isinstance(o.outcome, Returned) for o in run.observations) for run in runs}
    assert answered == {256 * 1024 // (2500 * 8 + 40) + 1}


QUESTIONS = (PlannedQuestion(0, "one", "one", (0, 1), 8), PlannedQuestion(1, "two", "two", (2,), 8))


def parser_after(*frames: bytes) -> ReplyParser:
    parser = ReplyParser(QUESTIONS, Limits(output_kb=1))
    for one in frames:
        parser.feed(one)
    return parser


ANSWERED = (
    BEGINNING,
    frame(protocol.VALUE, 0, value(1.0), printed=1000),
    frame(protocol.VALUE, 1, value(1.0), printed=2000),
    frame(protocol.QUESTION, 1, printed=2000),
    frame(protocol.VALUE, 2, value(1.0), printed=2000),
    frame(protocol.END, printed=2000),
)


@pytest.mark.parametrize("read", range(3, len(ANSWERED) + 1))
def test_a_flood_is_found_at_the_same_frame_however_many_were_read(read):
    parser = parser_after(*ANSWERED[:read])

    assert parser.flooded(2000, 2000)
    assert set(parser.outcomes) == {0}
    assert parser.missing == (1,)
    assert not parser.ended


def test_what_a_child_claims_to_have_printed_counts_as_far_as_it_arrives():
    parser = parser_after(*ANSWERED)

    assert not parser.flooded(900, 900)
    assert parser.ended


def test_what_came_after_the_last_frame_counts_once_no_frame_can_come_before_it():
    parser = parser_after(*ANSWERED[:2])

    assert not parser.flooded(5000, 1000)
    assert parser.flooded(5000, 5000)
    assert parser.missing == (1,)


SLEEPY = "import time\ndef one(a): time.sleep(60)\ndef two(a): return a\n"


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_a_submission_has_a_budget_in_sum(chatty_plan, layers):
    limits = Limits(wall_seconds=30.0, cpu_seconds=5.0, submission_seconds=1.0)
    with open_sandbox(limits, layers=layers) as worker:
        began = time.monotonic()
        run = worker.run(submission(SLEEPY), chatty_plan)
        took = time.monotonic() - began

    outcomes = {one.case: one.outcome for one in run.observations}
    assert outcomes["one/1"] == TimedOut(1.0, in_sum=True)
    assert 1.0 <= took < 5.0


def test_what_was_answered_before_the_budget_was_used_up_stands():
    asked = tuple(question(id, case(id, "x", [1.0])) for id in ("one", "two", "three"))
    plan = Plan.of(Suite("small", "", "small", "en", asked, (), ()))
    first, second, third = (part.question for part in plan.questions)
    source = f"import time\ndef {first}(a): return a\ndef {second}(a): time.sleep(60)\n"
    source += f"def {third}(a): return a\n"
    limits = Limits(wall_seconds=30.0, cpu_seconds=5.0, submission_seconds=1.0)
    with open_sandbox(limits, layers=("seccomp",)) as worker:
        run = worker.run(submission(source), plan)
        after = worker.run(submission(source.replace("60", "0")), plan)

    outcomes = {one.case: one.outcome for one in run.observations}
    assert isinstance(outcomes[f"{first}/x"], Returned)
    assert outcomes[f"{second}/x"] == outcomes[f"{third}/x"] == TimedOut(1.0, in_sum=True)
    assert not any(isinstance(one.outcome, TimedOut) for one in after.observations)


def test_a_file_that_uses_it_up_while_it_loads_does_not_load(chatty_plan):
    limits = Limits(wall_seconds=30.0, cpu_seconds=5.0, submission_seconds=1.0)
    with open_sandbox(limits, layers=("seccomp",)) as worker:
        run = worker.run(submission(f"import time\ntime.sleep(60)\n{SLEEPY}"), chatty_plan)

    outcomes = {one.outcome for one in run.observations}
    assert outcomes == {TimedOut(1.0, loading=True, in_sum=True)}
