"""A plain solution, or a notebook with one, becomes a folder that verifies."""

import ast
import json

import numpy as np
import pytest

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.verify import open_for_variants, verify
from grader.authoring.bodies import without_bodies
from grader.authoring.templates import NAMES
from grader.cli import main

SOLUTION = '''"""My solution."""

import numpy as np

FLOOR = 0.0


def layer(x, w, b):
    """Return the net input and the output."""
    a = x @ w + b
    return a, np.maximum(a, FLOOR)


def loss(y, t, rate=0.5):
    return rate * np.sum((y - t) ** 2) / len(y)


def slopes(x, w):
    return {"dw": x.T @ _outputs(x, w), "db": _outputs(x, w).sum(axis=0)}


def scaled(x, factor, n):
    return factor * x[:n]


def _outputs(x, w):
    return x @ w


assert loss(np.ones(2), np.ones(2)) == 0
print("done")
'''
CLASSES = """import numpy as np


class Layer:
    def forward(self, x):
        raise NotImplementedError


class Linear(Layer):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return self._sum()

    def backward(self, dy):
        self.dw = self.x.T @ dy
        self.db = dy.sum(axis=0)
        return dy @ self.w.T

    def _sum(self):
        return self.x @ self.w + self.b


class Momentum:
    def __init__(self, rate, decay=0.9):
        self.rate, self.decay, self.velocity = rate, decay, 0.0

    def step(self, b, g):
        self.velocity = self.decay * self.velocity - self.rate * g
        return b + self.velocity


class Lambda:
    def __init__(self, b):
        self.total = b.copy()

    def add(self, g):
        self.total += g
"""
SHAPES = ["x=N,D", "w=D,K", "b=K", "y=N,K", "t=N,K", "factor=float", "n=int"]
MARKED = SOLUTION.replace(
    "    a = x @ w + b\n", "    ### BEGIN SOLUTION\n    a = x @ w + b\n"
).replace("FLOOR)\n\n\ndef loss", "FLOOR)\n    ### END SOLUTION\n\n\ndef loss")
OTTER = SOLUTION.replace("/ len(y)\n", "/ len(y)  # SOLUTION\n")


def new(folder, solution, *further):
    shapes = [word for shape in SHAPES for word in ("--shape", shape)]
    return main(["new", str(folder), "--from", str(solution), *shapes, *further])


def notebook(path, cells):
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": one} for one in cells]
    made.insert(0, {"cell_type": "markdown", "metadata": {}, "source": "# Homework"})
    kernel = {"language_info": {"name": "python"}}
    path.write_text(
        json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


@pytest.fixture
def solution(tmp_path):
    path = tmp_path / "solution.py"
    path.write_text(SOLUTION)
    return path


def functions(source):
    return {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}


def test_a_solution_becomes_an_assignment_that_holds(tmp_path, solution):
    assert new(tmp_path / "mine", solution) == 0

    assignment = load_assignment(tmp_path / "mine")
    suite = build(assignment, 1)
    with open_for_variants(suite) as worker:
        found = verify(assignment, suite, worker.run, seeds=(2,))
    assert found.problems == ()
    assert found.variants == 1
    assert [q.signature for q in suite.questions] == [
        "layer(x, w, b)[0]",
        "layer(x, w, b)[1]",
        "loss(y, t)",
        "slopes(x, w)['dw']",
        "slopes(x, w)['db']",
        "scaled(x, factor, n)",
    ]
    assert suite.possible == pytest.approx(100)


def test_classes_become_scripts_that_hold(tmp_path):
    """What no method reads is an answer; what one reads is made by those before it."""
    path = tmp_path / "solution.py"
    path.write_text(CLASSES)
    shapes = ["x=N,D", "w=D,K", "b=K", "dy=N,K", "rate=float", "g=K"]
    options = [word for shape in shapes for word in ("--shape", shape)]

    assert main(["new", str(tmp_path / "mine"), "--from", str(path), *options]) == 0

    assignment = load_assignment(tmp_path / "mine")
    suite = build(assignment, 1)
    with open_for_variants(suite) as worker:
        assert verify(assignment, suite, worker.run, seeds=(2,)).problems == ()
    assert [q.signature for q in suite.questions] == [
        "linear = Linear(w, b); linear.forward(x)",
        "linear = Linear(w, b); linear.forward(x); result = linear.backward(dy); result",
        "linear = Linear(w, b); linear.forward(x); result = linear.backward(dy); linear.db",
        "linear = Linear(w, b); linear.forward(x); result = linear.backward(dy); linear.dw",
        "momentum = Momentum(rate); momentum.step(b, g); momentum.step(b, g)",
        "lambda_ = Lambda(b); lambda_.add(g); lambda_.add(g); lambda_.total",
    ]
    starter = (tmp_path / "mine" / "starter.py").read_text()
    assert starter.count("raise NotImplementedError") == CLASSES.count("def ")


def test_named_lengths_differ_in_every_case(tmp_path, solution):
    new(tmp_path / "mine", solution)
    cases = load_assignment(tmp_path / "mine").cases["layer"]()

    for inputs in cases:
        drawn = inputs.draw(np.random.default_rng(0))
        assert len({*drawn["x"].shape, drawn["b"].shape[0]}) == 3


def test_the_starter_has_signatures_and_docstrings_and_no_answer(tmp_path, solution):
    new(tmp_path / "mine", solution)
    source = (tmp_path / "mine" / "starter.py").read_text()

    assert set(functions(source)) == set(functions(SOLUTION))
    assert "Return the net input and the output." in source
    assert "x @ w" not in source
    assert source.count("raise NotImplementedError") == len(functions(SOLUTION))


COMMENTED = '''# The weights are given.
import numpy as np


@staticmethod
def first(x):  # of the batch
    """Return the first."""

    # Take the first: a comment that tells the answer.
    @np.vectorize
    def inner(y):
        return y

    return inner(x)[0]
    # and so on


def second(x): return "é" + x; print(x)  # noqa


def third(
    x,
    n,
):
    "Words alone."


class Kept:
    """Words of a class."""

    size = 3  # entries

    def total(self):
        # All.
        return 1
'''


def test_a_starter_is_written_as_the_solution_is():
    """Comments and blank lines stay; what is written within a body goes with it."""
    starter = without_bodies(COMMENTED)

    assert (
        starter
        == '''# The weights are given.
import numpy as np


@staticmethod
def first(x):  # of the batch
    """Return the first."""

    raise NotImplementedError


def second(x): raise NotImplementedError


def third(
    x,
    n,
):
    "Words alone."
    raise NotImplementedError


class Kept:
    """Words of a class."""

    size = 3  # entries

    def total(self):
        raise NotImplementedError
'''
    )


@pytest.mark.parametrize("marked, left", [(MARKED, "x @ w + b"), (OTTER, "np.sum((y - t) ** 2)")])
def test_marked_regions_alone_are_taken_out_of_a_notebook(tmp_path, marked, left):
    head, *rest = marked.split("\n\n\n")
    path = notebook(tmp_path / "solution.ipynb", [head, *rest, "%matplotlib inline\nlayer?"])

    assert new(tmp_path / "mine", path) == 0

    source = (tmp_path / "mine" / "starter.py").read_text()
    assert left in SOLUTION
    assert left not in source
    assert "return x @ w" in source  # was not marked
    assert source.count("raise NotImplementedError") == 1
    assert left in (tmp_path / "mine" / "variants" / "solution.py").read_text()
    load_assignment(tmp_path / "mine")


def test_what_no_definition_uses_is_left_in_the_notebook(tmp_path):
    """A plot, and an object that tries the class, at which a starter would stop."""
    solution = CLASSES.partition("class Momentum")[0]
    tried = "x = np.ones((4, 3))\nlayer = Linear(x[:3, :2], x[0, :2])\nshown = layer.forward(x)"
    cells = ["import no_such_plots as plt\nplt.show()", solution, tried]
    path = notebook(tmp_path / "solution.ipynb", cells)
    shapes = ["--shape", "x=N,D", "--shape", "w=D,K", "--shape", "b=K", "--shape", "dy=N,K"]

    assert main(["new", str(tmp_path / "mine"), "--from", str(path), *shapes]) == 0

    starter = (tmp_path / "mine" / "starter.py").read_text()
    bound = {getattr(node, "name", type(node).__name__) for node in ast.parse(starter).body}
    assert bound == {"Import", "Layer", "Linear"}
    exec(compile(starter, "starter", "exec"), {"__name__": "starter"})


@pytest.mark.parametrize(
    "text, options, problem",
    [
        ("def f(x, y):\n    return x\n", [], "the shapes of y are not known; say --shape y=N,D"),
        ("def f(x):\n    return z\n", [], "the solution stops: NameError"),
        ("class A:\n    pass\n", [], "no function and no class with a method stands at the top"),
        ("class A:\n    def f(self, z):\n        pass\n", [], "the shapes of z are not known"),
        ("def f(:\n", [], "invalid syntax"),
        ("def f(x):\n    return x\n", ["--shape", "x=N D"], "is no shape, such as"),
        ("def f(x):\n    return x\n", ["--shape", "x=int,2"], "a plain number has no axes"),
        ("def f(x):\n    return x\n", ["--shape", "x=N:2..1"], "bounds are two numbers, the"),
        ("def f(x):\n    return x\n", ["--shape", "x=int:0..1.5"], "bounds are two numbers, the"),
        ("def f(x):\n    return x\n", ["--shape", "x=N:0..__import__"], "bounds are two numbers"),
        ("def f(x):\n    return x**0.5\n", [], "f gives an answer that is not finite for what is"),
        (
            "class A:\n    def f(self, x):\n        self.y = 1 / (0 * x)\n",
            [],
            "A.f gives an answer that is not finite",
        ),
    ],
)
def test_what_cannot_be_made_into_an_assignment_is_said(tmp_path, capsys, text, options, problem):
    path = tmp_path / "solution.py"
    path.write_text(text)
    given = ["new", str(tmp_path / "mine"), "--from", str(path), "--shape", "x=N,D", *options]

    assert main(given) == 2
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_numbers_are_drawn_between_bounds(tmp_path):
    path = tmp_path / "solution.py"
    path.write_text("def f(x, rate, n):\n    return x**0.5 * rate**n\n")
    shapes = ["--shape", "x=N:1..2", "--shape", "rate=float:-0.5..0.5", "--shape", "n=int:7..8"]

    assert main(["new", str(tmp_path / "mine"), "--from", str(path), *shapes]) == 0

    (first, *_) = load_assignment(tmp_path / "mine").cases["f"]()
    for seed in range(20):
        drawn = first.draw(np.random.default_rng(seed))
        assert 1 <= drawn["x"].min() < drawn["x"].max() <= 2
        assert -0.5 <= drawn["rate"] <= 0.5
        assert drawn["n"] in (7, 8)


def test_a_folder_that_exists_is_left_as_it_is(tmp_path, solution, capsys):
    (tmp_path / "mine").mkdir()

    assert new(tmp_path / "mine", solution) == 2
    assert "exists already" in capsys.readouterr().err
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_copied_without_its_submissions(tmp_path, name):
    assert main(["new", str(tmp_path / "mine"), "--example", name]) == 0

    assert load_assignment(tmp_path / "mine").outline.assignment == name
    assert not (tmp_path / "mine" / "submissions").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_every_template_holds(tmp_path, name):
    main(["new", str(tmp_path / "mine"), "--example", name])

    assert main(["verify", str(tmp_path / "mine")]) == 0


def test_a_template_that_there_is_not_is_said(tmp_path, capsys):
    assert main(["new", str(tmp_path / "mine"), "--example", "batchnrom"]) == 2
    assert "did you mean 'batchnorm'?" in capsys.readouterr().err
