"""What a child answers where a call returns several things."""

from dataclasses import replace

import numpy as np
import pytest

from grader.model import NotNumeric, OutOfMemory, Part, Raised, Returned
from grader.sandbox import Plan
from tests.sandbox.small_suite import case, question, small_suite, submission


def ask(worker, source, names, *, keyed):
    """The outcomes of the parts of one call."""
    parts = [
        replace(
            question(f"f.{name}", case(f"f.{name}", "only", np.array([1.0, 2.0]))),
            function="f",
            part=Part("f", names, place, keyed),
        )
        for place, name in enumerate(names)
    ]
    suite = replace(small_suite(), questions=tuple(parts))
    return [seen.outcome for seen in worker.run(submission(source), Plan.of(suite)).observations]


def lists(outcomes):
    return [one.value.tolist() if isinstance(one, Returned) else one for one in outcomes]


def test_a_function_is_called_once_for_all_its_parts(confined):
    source = """
        calls = 0
        def f(a):
            global calls
            calls += 1
            return {"n": calls, "twice": 2 * a, "m": calls}
    """
    assert lists(ask(confined, source, ("n", "twice", "m"), keyed=True)) == [1, [2, 4], 1]


@pytest.mark.parametrize("returned", ["a, a + 1", "[a, a + 1]", "(a, a + 1, None)"])
def test_values_are_taken_at_their_places(confined, returned):
    source = f"def f(a):\n    return {returned}\n"

    assert lists(ask(confined, source, ("x", "y"), keyed=False)) == [[1, 2], [2, 3]]


@pytest.mark.parametrize(
    "returned, keyed, expected",
    [
        ('{"x": a, "z": a}', True, ([1, 2], NotNumeric("dict", "x, z", "key"))),
        ('{"x": a, 3: a}', True, ([1, 2], NotNumeric("dict", "x", "key"))),
        ("(a,)", False, ([1, 2], NotNumeric("tuple", "1", "value"))),
        ('{"x": None, "y": a}', True, (NotNumeric("NoneType"), [1, 2])),
        ("a", True, (NotNumeric("ndarray", "", "container"),) * 2),
        ("a", False, (NotNumeric("ndarray", "", "container"),) * 2),
        ("(a, a)", True, (NotNumeric("tuple", "2", "container"),) * 2),
        ("None", True, (NotNumeric("NoneType", "", "container"),) * 2),
    ],
)
def test_what_is_not_there_is_said_and_costs_itself_alone(confined, returned, keyed, expected):
    source = f"def f(a):\n    return {returned}\n"

    assert lists(ask(confined, source, ("x", "y"), keyed=keyed)) == list(expected)


def test_a_call_that_fails_gives_every_part_its_failure(confined):
    raising = "def f(a):\n    raise ValueError('no')\n"
    greedy = "def f(a):\n    raise MemoryError\n"

    for names in (("x", "y"), ("x", "y", "z")):
        outcomes = ask(confined, raising, names, keyed=True)
        assert [type(one) for one in outcomes] == [Raised] * len(names)
        assert [type(one) for one in ask(confined, greedy, names, keyed=True)] == [
            OutOfMemory
        ] * len(names)


@pytest.mark.parametrize("method", ["__contains__", "__getitem__", "__iter__", "__len__"])
def test_a_container_that_lies_harms_its_own_call_only(confined, method):
    source = f"""
        class Liar(dict):
            def {method}(self, *arguments):
                raise SystemExit("not today")

        def f(a):
            return Liar(x=a)
    """
    outcomes = ask(confined, source, ("x", "y"), keyed=True)

    assert all(isinstance(one, Returned | Raised | NotNumeric) for one in outcomes)
    assert len(outcomes) == 2
