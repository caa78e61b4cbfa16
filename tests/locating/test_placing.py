"""Where an answer leaves the road, in programs for one small formula: (w * x).sum() * x - w."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from grader.locating.flow import flow_of
from grader.locating.placing import Placing
from grader.locating.vocabulary import stacked
from grader.model import RightValues
from tests.locating.recorded import RecordedModule

W, X = np.array([0.731, -1.317, 0.449]), np.array([1.123, 0.684, -0.957])
SUM = np.array((W * X).sum())
RIGHT = (
    "def f(w, x):\n    return (w * x).sum() * x - w\n",
    "def f(w, x):\n  s = 0.0\n  for a, b in zip(w, x):\n    s += a * b\n  return x * s - w\n",
    "def f(w, x):\n    return -(w - x * w.dot(x))\n",
)
STEPS = {"sum": SUM, "scaled": SUM * X, "result": SUM * X - W}
MISTAKES = {
    "not_scaled": {"scaled": SUM},
    "plus": {"result": SUM * X + W},
    "negated": {"scaled": -SUM * X},
    "without_w": {"result": SUM * X},
    "not_summed": {"sum": W * X},
}


@pytest.fixture(scope="module")
def right():
    seen = [W, X, *STEPS.values()]
    for source in RIGHT:
        records = RecordedModule(source).records("f", W, X)
        seen += [one.value for one in records if one.value is not None]
    return RightValues(stacked(seen), STEPS, MISTAKES)


@pytest.fixture
def marked(right):
    """Return the text that is marked in a program, or None."""

    def found(source: str, *mistakes: str) -> str | None:
        source = textwrap.dedent(source)
        flow = flow_of(RecordedModule(source).records("f", W, X))
        wrong = [right.mistakes[id] for id in mistakes]
        number = Placing(flow, right, STEPS["result"]).place(wrong)
        if number is None:
            return None
        return text_of(source, flow.records[number].place)

    return found


def text_of(source, at):
    lines = source.splitlines()[at.line - 1 : at.end_line]
    return "\n".join(lines)[at.column :][: at.end_column - at.column]


@pytest.mark.parametrize("source", RIGHT)
def test_nothing_is_marked_where_all_is_right(marked, source):
    assert marked(source) is None


def test_the_first_unknown_value_is_marked_and_not_those_that_follow(marked):
    source = """
        def f(w, x):
            s = (w + x).sum()
            scaled = s * x
            return scaled - w
    """
    assert marked(source) == "w + x"


def test_an_unusual_way_to_a_right_value_is_not_marked(marked):
    source = """
        def f(w, x):
            third = w * x / 3
            s = (third * 3).sum()
            return s * x - 2 * w
    """
    assert marked(source) == "2 * w"


def test_in_a_loop_the_first_wrong_entry_is_marked(marked):
    source = """
        def f(w, x):
            s = 0.0
            for a, b in zip(w, x):
                s += a * b ** 2
            return s * x - w
    """
    assert marked(source) == "b ** 2"


def test_the_line_of_a_helper_is_marked(marked):
    source = """
        def dot(a, b):
            return sum(a * b ** 2)

        def f(w, x):
            return dot(w, x) * x - w
    """
    assert marked(source) == "b ** 2"


def test_a_predicted_value_is_marked_where_right_programs_have_it_too(marked):
    source = """
        def f(w, x):
            s = w @ x
            scaled = x * -s
            return scaled - w
    """
    assert marked(source, "negated") == "-s" or marked(source, "negated") == "x * -s"


def test_a_predicted_value_is_marked_where_it_comes_up_entry_by_entry(marked):
    source = """
        def f(w, x):
            s = w @ x
            out = []
            for k in range(3):
                part = x[k] * s
                part = -part
                out.append(part - w[k])
            return out
    """
    assert marked(source, "negated") == "-part"


def test_what_collects_the_values_of_one_expression_is_wrong_there(marked):
    source = """
        def values(s, w, x):
            for a, b in zip(x, w):
                yield s * a + b

        def f(w, x):
            return list(values(w @ x, w, x))
    """
    assert marked(source, "plus") == "s * a + b"


def test_a_value_that_a_generator_hands_on_unseen_is_marked_where_it_came_up(marked):
    source = """
        def products(w, x):
            for a, b in zip(w, x):
                yield a * (b + 1.7)

        def f(w, x):
            s = sum(products(w, x))
            return s * x - w
    """
    assert marked(source) == "b + 1.7"


def test_what_takes_a_part_of_right_values_is_wrong_itself(marked):
    source = """
        import numpy as np

        def f(w, x):
            right = np.array([(w @ x) * a - b for a, b in zip(x, w)])
            return np.append(0.0, right[1:])
    """
    assert marked(source) == "np.append(0.0, right[1:])" or marked(source) == "right[1:]"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("slope = 1 - x\n    return p * slope", "1 - x"),
        ("slope = [1 - v for v in x]\n    return [a * b for a, b in zip(p, slope)]", "1 - v"),
        ("return p * (1 - x)", "p * (1 - x)"),
    ],
)
def test_a_factor_of_its_own_line_is_the_slip_of_a_product(body, expected):
    first, known = W * 2.5, [W, X, X * X, 1 - X, 1 - X * X, 1 + X]
    steps = {"first": first, "last": first * (1 - X * X)}
    mistakes = {"no_square": {"last": first * (1 - X)}}
    right = RightValues(stacked([*known, *steps.values()]), steps, mistakes)
    source = f"def f(w, x):\n    p = w * 2.5\n    {body}\n"

    flow = flow_of(RecordedModule(source).records("f", W, X))
    number = Placing(flow, right, steps["last"]).place(mistakes.values())

    assert text_of(source, flow.records[number].place) == expected


def test_each_term_of_a_sum_is_on_the_way(marked):
    source = """
        def f(w, x):
            s = (w[0] - 1.3) * x[0]
            for k in (1, 2):
                s += w[k] * x[k]
            return s * x - w
    """
    assert marked(source) == "w[0] - 1.3"


def test_where_a_step_is_missing_the_use_of_what_was_before_is_marked(marked):
    source = """
        def f(w, x):
            s = w @ x
            scaled = s * x
            return scaled
    """
    assert marked(source, "without_w") == "scaled"


def test_a_wrong_entry_of_an_array_that_is_filled_is_marked(marked):
    source = """
        def f(w, x):
            right = (w @ x) * x - w
            out = np.zeros(3)
            for k in range(3):
                out[k] = right[k]
                if k == 1:
                    out[k] = right[0]
            return out
    """
    assert marked("import numpy as np\n" + textwrap.dedent(source)) == "out[k] = right[0]"


def test_what_is_done_to_the_right_answer_is_marked(marked):
    source = """
        def f(w, x):
            answer = (w @ x) * x - w
            return answer.reshape(-1, 1)
    """
    assert marked(source) == "answer.reshape(-1, 1)"


def test_numbers_out_of_nowhere_are_marked_where_they_are_returned(marked):
    source = """
        import numpy as np

        def f(w, x):
            return np.zeros(len(x))
    """
    assert marked(source) == "np.zeros(len(x))"


def test_memory_that_nobody_set_is_not_the_slip(marked):
    source = """
        import numpy as np

        def f(w, x):
            out = np.empty(3)
            out.fill(1e-300)
            for k in range(3):
                out[k] = (w @ x) * x[k] + w[k]
            return out
    """
    assert marked(source) == "(w @ x) * x[k] + w[k]"


def test_a_program_that_hides_its_values_is_left_alone(marked):
    source = """
        def f(w, x):
            return eval("(w @ x) * x + w")
    """
    assert marked(source) in (None, 'eval("(w @ x) * x + w")')


@pytest.mark.parametrize(
    "body",
    [
        "s = 0.0\n    for a, b in zip(w[:2], x[:2]):\n        s += a * b\n    return s * x - w",
        "w = w.astype(int)\n    s = (w * x).sum()\n    return s * x - w",
        "s = [a * b for a, b in zip(w[::-1], x[::-1])]\n    return sum(s[:2]) * x - w",
    ],
    ids=["half a sum", "converted numbers", "known numbers in another order"],
)
def test_what_follows_from_values_that_are_there_by_chance_is_not_marked(marked, body):
    assert marked(f"def f(w, x):\n    {body}\n") is None


def test_a_known_value_that_another_line_hands_on_is_the_slip_of_neither(marked):
    source = """
        def f(w, x):
            s = w * x
            s = s / 1.0
            return s * x - w
    """
    assert marked(source, "not_summed") is None
    assert marked(source.replace("s = s / 1.0", ""), "not_summed") == "w * x"


def test_the_line_of_a_property_is_marked(marked):
    source = """
        class Values:
            def __init__(self, w, x):
                self.w, self.x = w, x

            @property
            def sum(self):
                return -(self.w @ self.x)

        def f(w, x):
            values = Values(w, x)
            return values.sum * x - w
    """
    assert marked(source) == "-(self.w @ self.x)"


def test_a_change_through_an_attribute_of_an_array_is_marked(marked):
    source = """
        def f(w, x):
            answer = (w @ x) * x - w
            answer.flat[1] = 0.77
            return answer
    """
    assert marked(source) == "answer.flat[1] = 0.77"


def test_a_change_that_was_made_unseen_has_no_place(marked):
    source = """
        import numpy as np

        def f(w, x):
            answer = (w @ x) * x - w
            for part in answer[:1], answer[1:]:
                exec("part -= 1.7")
            return answer
    """
    assert marked(source) is None
