"""The judge itself: it knows right from wrong, and what follows from what."""

import math

import numpy as np
import pytest

from tests.oracle.judge import Judge, Kind
from tests.oracle.network import LINES, PARAMETERS, QUANTITY, Quantities
from tests.oracle.student import Functions, Module


def functions(**lines):
    """Somebody's functions, who derives with these lines in place of the right ones."""

    def function(question):
        return lambda *given: Quantities(
            dict(zip(PARAMETERS[question], given, strict=True)), lines
        )[QUANTITY[question]]

    return {question: function(question) for question in PARAMETERS}


def verdicts(given):
    return Judge(Functions(given)).verdicts


def said(given):
    return {question: str(verdict) for question, verdict in verdicts(given).items()}


def test_the_derivation_equals_complex_steps_of_the_loss():
    assert set(said(functions()).values()) == {"right everywhere"}


@pytest.mark.parametrize("line", ["h", "y", "jacobian", "dz", "dw2", "dh", "da", "dw1"])
def test_no_line_can_be_a_little_wrong_and_pass(line):
    question = {value: key for key, value in QUANTITY.items()}.get(line, "grad_w1")
    wrong = {line: _times(LINES[line], 1.001)}

    assert verdicts(functions(**wrong))[question].ordinary is Kind.WRONG


def _times(line, factor):
    names = ", ".join(line.__code__.co_varnames[: line.__code__.co_argcount])
    return eval(f"lambda {names}: factor * line({names})", {"line": line, "factor": factor})


def test_what_is_right_on_top_of_a_wrong_function_follows_from_it():
    found = verdicts(functions(y=lambda z: np.exp(z) / (np.exp(z).sum() + 1)))

    assert found["softmax"].ordinary is Kind.WRONG
    assert found["tanh"].right
    for later in ("softmax_jacobian", "grad_z", "grad_w2", "grad_w1"):
        assert str(found[later]) == "follows"
        assert "softmax" in found[later].follows or "grad_z" in found[later].follows


@pytest.mark.parametrize("through", [lambda j, v: j.T @ v, lambda j, v: j @ v])
def test_the_error_may_be_taken_through_the_own_jacobian(through):
    found = verdicts(
        functions(
            jacobian=lambda y: np.tril(np.diag(y) - np.outer(y, y)),
            dz=lambda jacobian, y, t: through(jacobian, -t / y),
        )
    )

    assert found["grad_z"].follows == ("softmax_jacobian",)


@pytest.mark.parametrize(
    "garbage",
    [lambda y: y * math.nan, lambda y: y * 0 + 7, lambda y: y - y, lambda y: 3 * y],
    ids=["nan", "constant", "zeros", "scaled"],
)
def test_garbage_follows_from_nothing(garbage):
    given = functions(y=lambda z: np.exp(z))
    right = given["grad_w2"]

    found = verdicts({**given, "grad_w2": lambda *g: garbage(right(*g))})

    assert found["grad_w2"].ordinary is Kind.WRONG
    assert found["grad_w1"].ordinary is Kind.FOLLOWS


def test_a_new_mistake_on_top_is_wrong():
    found = verdicts(functions(y=lambda z: np.cos(z), da=lambda dh: dh))

    assert found["grad_w2"].ordinary is Kind.FOLLOWS
    assert found["grad_w1"].ordinary is Kind.WRONG


@pytest.mark.parametrize(
    "dw2, dw1, is_same",
    [
        (lambda d, x, w: d * 0.1, lambda d, x, w: d * 0.1, True),
        (lambda d, x, w: d * 0.1, lambda d, x, w: d * 0.2, False),
        (lambda d, x, w: w - 0.1 * d, lambda d, x, w: w - 0.1 * d, True),
        (lambda d, x, w: w - 0.1 * d, lambda d, x, w: w + 0.1 * d, False),
        (lambda d, x, w: d + 0.1 * w, lambda d, x, w: d * 0.1, False),
        (lambda d, x, w: d * x[-1], lambda d, x, w: d * x[-1], False),
    ],
    ids=["rate", "two rates", "update", "two updates", "decay and rate", "by an input"],
)
def test_the_same_change_made_twice_is_one_thing_to_mend(dw2, dw1, is_same):
    right = functions()

    found = verdicts(
        {
            **right,
            "grad_w2": lambda *given: dw2(right["grad_w2"](*given), given[0], given[3]),
            "grad_w1": lambda *given: dw1(right["grad_w1"](*given), given[0], given[2]),
        }
    )

    assert found["grad_w2"].ordinary is Kind.WRONG
    assert found["grad_w1"].ordinary is (Kind.FOLLOWS if is_same else Kind.WRONG)
    assert found["grad_w1"].follows == (("grad_w2",) if is_same else ())


def test_known_lines_are_confirmed_on_top_of_own_functions_and_no_others_are():
    judge = Judge(Functions(functions(y=lambda z: np.cos(z), da=lambda dh: dh)))

    assert judge.explains("grad_w1", {"da": lambda dh: dh})
    assert not judge.explains("grad_w1", {"da": lambda dh, h: dh * h})
    assert not judge.explains("grad_w1", {})


MODULE = """
import numpy as np
def softmax(z):
    {softmax}
def tanh(a): return np.tanh(a)
def softmax_jacobian(z): y = softmax(z); return np.diag(y) - np.outer(y, y)
def grad_z(z, t): return softmax(z) - t
def grad_w2(x, t, w1, w2): h = tanh(w1 @ x); return np.outer(grad_z(w2 @ h, t), h)
def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer((w2.T @ grad_z(w2 @ h, t)) * (1 - h**2), x)
"""


@pytest.mark.parametrize(
    "softmax",
    ["raise ValueError(z.size)", "np.exp(z)", "return lambda z: z", "z -= z.max(); return z"],
    ids=["raises", "returns nothing", "returns a function", "writes"],
)
def test_what_an_earlier_function_breaks_is_not_wrong_again(tmp_path, softmax):
    path = tmp_path / "backprop.py"
    path.write_text(MODULE.format(softmax=softmax))

    with Module(path) as module:
        found = Judge(module).verdicts

    assert found["softmax"].ordinary is Kind.WRONG
    assert found["tanh"].right
    assert found["grad_z"].ordinary is Kind.FOLLOWS
    assert found["grad_w1"].ordinary is Kind.FOLLOWS


def test_nothing_is_asked_of_a_file_that_is_no_python(tmp_path):
    path = tmp_path / "backprop.py"
    path.write_text("def softmax(z)\n")

    with Module(path) as module:
        found = Judge(module).verdicts

    assert {str(verdict) for verdict in found.values()} == {"cannot be asked"}
