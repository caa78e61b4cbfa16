"""All cases at once are judged, and held against all hypotheses, as one by one in the plain way."""

import random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.marking.answer_column import AnswerColumn
from grader.marking.compare import ZERO_SCALE
from grader.marking.fingerprint import Fingerprinter, column, fingerprint
from grader.marking.hypotheses import Hypotheses
from grader.marking.judge import Judge
from grader.model import (
    Case,
    Died,
    Execution,
    Flooded,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Raised,
    Returned,
    Suite,
    Tampered,
    TimedOut,
    Undefined,
)
from tests.marking.plain import judged

OTHERS = (
    NotNumeric("NoneType"),
    NotNumeric("str", "'3'"),
    Undefined("f"),
    TimedOut(1.0),
    OutOfMemory(9),
    Flooded(9),
    Died(11),
    Tampered("twice"),
    Raised("ValueError", "read-only"),
    Raised("TypeError", "takes 1 positional argument"),
    Raised("NotImplementedError", ""),
    Raised("SyntaxError", "", loading=True),
)


def answered(case: Case, draw: random.Random) -> Outcome:
    """Right, nearly right, or anything that a hostile student might hand back."""
    right, rng = case.expected, np.random.default_rng(draw.randrange(1 << 30))
    return draw.choice(
        [
            Returned(right),
            Returned(right * (1 + 10.0 ** draw.uniform(-16, -1))),
            Returned(right.astype(draw.choice([np.float32, np.float16, np.longdouble]))),
            Returned(rng.integers(-9, 9, right.shape, dtype=draw.choice([np.int64, np.int8]))),
            Returned(rng.random(right.shape) > 0.5),
            Returned(np.asfortranarray(right)),
            Returned(right, draw.choice(["list", "matrix", "memmap", "DataFrame"])),
            Returned(np.where(rng.random(right.shape) > 0.5, right, np.nan)),
            Returned(np.full(right.shape, draw.choice([np.inf, -np.inf, 1e160, 1e-320, 0.0]))),
            Returned(rng.normal(size=draw.choice([(), (0,), (3,), (2, 2), (1, 50)]))),
            Returned(right.T),
            draw.choice(OTHERS),
        ]
    )


def execution(suite: Suite, seed: int) -> Execution:
    draw = random.Random(seed)
    share = draw.choice([0.05, 0.5, 1.0])
    return Execution(
        tuple(
            Observation(
                case.id, answered(case, draw) if draw.random() < share else Returned(case.expected)
            )
            for case in suite.cases
        )
    )


def agree(suite: Suite, seen: Execution) -> None:
    verdicts = Judge(suite.questions).judge(seen)
    for question in suite.questions:
        plain = judged(question, seen)
        for verdict in verdicts[question.id]:
            status, off = plain[verdict.case]
            assert (verdict.case, verdict.status) == (verdict.case, status)
            if off is None or verdict.distance is None:
                assert verdict.distance is off
            else:  # whose square overflows is as far away as can be
                far = min(verdict.distance, 1e150)
                assert far == pytest.approx(min(off, 1e150), 1e-9, 1e-15)


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_suite_is_judged_in_one_pass_as_each_case_is_alone(logistic_suite, seed):
    agree(logistic_suite, execution(logistic_suite, seed))


def test_so_is_the_homework(backprop_suite):
    for seed in range(12):
        agree(backprop_suite, execution(backprop_suite, seed))


def test_what_the_known_mistakes_answer_is_judged_so_too(backprop_suite):
    for known in backprop_suite.misconceptions[::9]:
        wrong = {
            case.id: next((d for d in case.distractors if d.misconception == known.id), None)
            for case in backprop_suite.cases
        }
        agree(
            backprop_suite,
            Execution(
                tuple(
                    Observation(case.id, _given(case, wrong[case.id]))
                    for case in backprop_suite.cases
                )
            ),
        )


def _given(case, distractor):
    if distractor is None:
        return Returned(case.expected)
    if distractor.value is None:
        return Raised(distractor.raised, "")
    return Returned(distractor.value)


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_fingerprints_in_one_pass_are_those_one_by_one(logistic_suite, seed):
    question = logistic_suite.question("slope")
    seen = {o.case: o.outcome for o in execution(logistic_suite, seed).observations}
    answers = [
        outcome.value if isinstance(outcome, Returned) else "ValueError"
        for outcome in (seen[case.id] for case in question.cases)
    ]
    cases = [case.id for case in question.cases]
    shapes = {"x".join(map(str, a.shape)) for a in answers if not isinstance(a, str)}
    printer = Fingerprinter(
        cases, [case.expected for case in question.cases], {f"array {shape}" for shape in shapes}
    )

    fast, plain = printer.fingerprint(answers), fingerprint(cases, answers)

    assert fast.kinds == plain.kinds
    np.testing.assert_allclose(fast.norms, plain.norms, 1e-13)
    np.testing.assert_array_less(
        np.abs(fast.projections - plain.projections), 1e-13 * np.maximum(plain.norms, ZERO_SCALE)
    )


Answers = list[list[np.ndarray | str]]
"""What each hypothesis answers to each case."""

SINGLES = 8
CASES = [f"case {number}" for number in range(5)]


def hypotheses(answers: Answers, rng: np.random.Generator) -> Hypotheses:
    """The right formula, single mistakes and all pairs, with answers to some of the cases."""
    pairs = [(str(one), str(two)) for one in range(SINGLES) for two in range(one)]
    mistakes = [(), *((str(one),) for one in range(SINGLES)), *pairs]
    vocabulary: dict[str, int] = {}

    def compute(case, rows):
        return [answers[row][CASES.index(case.id)] for row in rows]

    columns = [
        AnswerColumn(SimpleNamespace(id=case), len(mistakes), vocabulary, compute) for case in CASES
    ]
    for place, one in enumerate(columns):
        rows = range(rng.choice([0, 1 + SINGLES, len(mistakes)]))
        kinds, numbers, norms = column(CASES[place], [answers[row][place] for row in rows])
        codes = [vocabulary.setdefault(kind, len(vocabulary)) for kind in kinds]
        one.hold(np.array(codes, int), numbers, norms)
    return Hypotheses(mistakes, SINGLES, columns, vocabulary)


def is_near(answer: np.ndarray | str, other: np.ndarray | str, slack: float) -> bool:
    if isinstance(answer, str) or isinstance(other, str):
        return isinstance(answer, str) and isinstance(other, str) and answer == other
    return bool(abs(answer[0] - other[0]) <= slack)


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_the_hypotheses_that_agree_are_those_found_one_by_one(seed):
    rng = np.random.default_rng(seed)
    rows = 1 + SINGLES + SINGLES * (SINGLES - 1) // 2
    answers: Answers = [
        [np.array([rng.integers(-2, 3)]) * 1.0 if rng.random() < 0.8 else "Error" for _ in CASES]
        for _ in range(rows)
    ]
    answers[-1], answers[-2] = answers[3], answers[0]  # two pairs that nothing shows
    within = np.sort(rng.permutation(len(CASES))[: rng.integers(1, len(CASES) + 1)])
    slack, factor = rng.choice([0.1, 1.1], len(CASES)), rng.choice([1.0, 2.0, -0.5])
    planted = int(rng.integers(1, rows))
    got = [one if isinstance(one, str) else factor * one for one in answers[planted]]
    evidence = SimpleNamespace(
        columns=np.arange(len(CASES)),
        answered=fingerprint(CASES, got),
        slack=slack,
        wrong=rng.random(len(CASES)) > 0.5,
    )
    table = hypotheses(answers, rng)

    singles = table.singles_predicting(evidence, within)
    pairs = table.pairs_predicting(evidence, within)
    others = table.pairs_predicting(evidence, within, without=[1, 2])
    multiples = table.multiples(evidence, within)

    agreeing = [
        row
        for row in range(1, rows)
        if all(is_near(answers[row][place], got[place], slack[place]) for place in within)
    ]
    seen = [
        row
        for row in agreeing
        if not any(
            all(is_near(one, other, 1e-9) for one, other in zip(answers[row], alone, strict=True))
            for alone in answers[: 1 + SINGLES]
        )
    ]
    assert singles == [row for row in agreeing if row <= SINGLES]
    assert pairs == [row for row in seen if row > SINGLES]
    assert others == [row for row in pairs if not {"0", "1"} & {*table.mistakes[row]}]
    for (id,), times in multiples:
        for place in within:
            answer = answers[1 + int(id)][place]
            predicted = answer if isinstance(answer, str) else times * answer
            assert is_near(predicted, got[place], slack[place] + 1e-12)
    if planted <= SINGLES and any(not isinstance(got[p], str) and got[p][0] for p in within):
        assert dict(multiples)[(str(planted - 1),)] == pytest.approx(factor)
