"""What a function gets in place of the arrays that a plan carries."""

import numpy as np
import pytest

from grader.sandbox.plan import Call, Plan
from tests.sandbox.small_suite import submission

SHOW = """
    import numpy as np

    def f(*arguments):
        print([(type(one).__name__, np.shape(one)) for one in arguments])
        print(arguments)
        return 1.0
"""


def printed(worker, arrays, forms):
    plan = Plan.of_calls([Call("f", tuple(arrays), (), forms)])
    (seen,) = worker.run(submission(SHOW), plan).observations
    return seen.printed.splitlines()


@pytest.mark.parametrize(
    "kind, given, shown",
    [
        ("int", np.array(3), "('int', ())|(3,)"),
        ("float", np.array(2), "('float', ())|(2.0,)"),
        ("float", np.array(0.5, np.float32), "('float', ())|(0.5,)"),
        ("bool", np.array(True), "('bool', ())|(True,)"),
        ("list", np.array([[1, 2], [3, 4]]), "('list', (2, 2))|([[1, 2], [3, 4]],)"),
        ("array", np.array(1.0), "('ndarray', ())|(array(1.),)"),
    ],
)
def test_one_array_becomes_an_argument_of_its_kind(confined, kind, given, shown):
    first, second = printed(confined, [given], ((kind, ("a",), ()),))

    assert f"{first[1:-1]}|{second}" == shown


def test_several_arrays_become_one_dict_or_one_list(confined):
    arrays = [np.array([1]), np.array([2]), np.array(5), np.array([3])]
    forms = (("dict", ("w", "b"), ()), ("int", ("n",), ()), ("arrays", ("v",), ()))

    assert printed(confined, arrays, forms)[1] == (
        "({'w': array([1]), 'b': array([2])}, 5, [array([3])])"
    )


def carried(text):
    return np.frombuffer(text.encode(), np.uint8)


def test_dicts_and_lists_hold_plain_numbers_and_texts(confined):
    arrays = [np.array(0.5), carried("adam"), np.array([1.0]), np.array(3), np.array(4)]
    forms = (("dict", ("rate", "mode", "v"), ("", "text", "")), ("arrays", ("m", "n"), ()))

    assert printed(confined, arrays, forms)[1] == (
        "({'rate': 0.5, 'mode': 'adam', 'v': array([1.])}, [3, 4])"
    )


@pytest.mark.parametrize(
    "text", ["np.cos", "def g(x, n=2):\n    return np.cos(x) * math.sqrt(n) / math.sqrt(2)\n"]
)
def test_a_function_is_carried_by_its_name_in_numpy_or_by_its_source(confined, text):
    code = "def f(g):\n    print(g(1.0))\n    return 1.0\n"
    plan = Plan.of_calls([Call("f", (carried(text),), (), (("function", ("g",), ()),))])
    (seen,) = confined.run(submission(code), plan).observations

    assert float(seen.printed) == pytest.approx(0.5403023058681398)
