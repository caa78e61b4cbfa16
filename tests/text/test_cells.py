"""A notebook's cells run one by one, and what fails in them is told by cell and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from grader.intake.notebook import python_source
from grader.model import Outcome, Raised, Returned, Submission, Undefined
from grader.report.listing import SourceText
from grader.report.words import words_in
from grader.sandbox import Plan, Worker, open_sandbox
from tests.intake.downloads import notebook
from tests.resources import shared
from tests.sandbox.small_suite import LIMITS, LOWEST_LEVELS, small_suite

SETUP = "%matplotlib inline\nimport numpy as np\nimport matplotlib.pyplot as plt"
ONE = "def one(a):\n    return a + 1"
TWO = "def two(a, b):\n    return np.outer(a, b)"
THREE = "def three(a):\n    return a.sum()"

Outcomes = dict[str, Outcome]
Run = Callable[..., Outcomes]


@pytest.fixture(scope="module", params=LOWEST_LEVELS)
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    with shared(partial(open_sandbox, LIMITS, layers=request.param)) as opened:
        yield opened


@pytest.fixture
def run(worker: Worker) -> Run:
    """The outcome of each question's first case."""
    plan = Plan.of(small_suite())

    def first(*cells: str) -> Outcomes:
        source = python_source("small.ipynb", notebook(list(cells)))
        observations = worker.run(Submission("x", "small.ipynb", source), plan).observations
        by_case = {one.case: one.outcome for one in observations}
        return {name: by_case[f"{name}/first"] for name in ("one", "two", "three")}

    return first


def names(outcomes: Outcomes) -> dict[str, str]:
    return {name: type(outcome).__name__ for name, outcome in outcomes.items()}


ALL_RETURNED = dict.fromkeys(("one", "two", "three"), "Returned")


def test_functions_of_all_cells_are_found(run: Run) -> None:
    assert names(run(SETUP, ONE, TWO, THREE)) == ALL_RETURNED


@pytest.mark.parametrize(
    "failing",
    [
        "plt.plot(np.load('data.npy'))",
        "1 / 0",
        "exit()",
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "raise MemoryError",
        "x = (",
        "for i in range(3)\n    print(i)",
        "a\x00b",
        "(" * 5000,
        "import pandas as pd\nframe = pd.read_csv('x.csv')\nframe.plot()",
        "display(one)",
        "np.zeros(10**12)",
        "def helper(x):\n  return x\n return x",
    ],
)
def test_a_cell_that_fails_costs_no_function_around_it(run: Run, failing: str) -> None:
    assert names(run(SETUP, ONE, failing, TWO, failing, THREE)) == ALL_RETURNED


def test_a_statement_that_fails_costs_nothing_else_of_its_cell(run: Run) -> None:
    assert names(run(f"import seaborn as sns\n{SETUP}", f"1 / 0\n{ONE}\nplot()\n{TWO}", THREE)) == (
        ALL_RETURNED
    )


def test_a_function_in_a_cell_that_is_no_python_tells_its_error(run: Run) -> None:
    outcomes = run(SETUP, ONE, "\ndef two(a, b:\n    return 1", THREE)

    assert names(outcomes) == ALL_RETURNED | {"two": "Raised"}
    two = outcomes["two"]
    assert isinstance(two, Raised)
    assert (two.error, two.trace[-1].text) == ("SyntaxError", "def two(a, b:")
    assert not two.loading


def test_a_second_try_that_is_no_python_is_not_passed_over(run: Run) -> None:
    assert names(run(SETUP, ONE, TWO, THREE, "def one(a)\n    return 2"))["one"] == "Raised"


def test_an_import_that_is_not_allowed_is_told_where_it_is_used(run: Run) -> None:
    outcomes = run(SETUP, "import scipy.special", "def one(a):\n    return scipy.special.erf(a)")

    one = outcomes["one"]
    assert isinstance(one, Raised)
    assert one.error == "ModuleNotFoundError"
    assert "allows only numpy" in one.message


@pytest.mark.parametrize("use", ["W + a", "a @ W", "W[0]", "np.dot(W, a)", "len(W)", "W.T @ a"])
def test_a_value_that_could_not_be_made_tells_why(run: Run, use: str) -> None:
    one = run(SETUP, "W = np.load('weights.npy')", f"def one(a):\n    return {use}")["one"]

    assert isinstance(one, Raised)
    assert one.error in ("FileNotFoundError", "PermissionError", "OSError")


def test_a_value_that_was_there_before_stays(run: Run) -> None:
    outcomes = run(SETUP, "k = 1", "k = np.load('k.npy')", "def one(a):\n    return a + k")

    assert isinstance(outcomes["one"], Returned)


def test_a_function_nobody_wrote_is_missing(run: Run) -> None:
    assert isinstance(run(SETUP, ONE, THREE)["two"], Undefined)


def test_the_last_definition_counts(run: Run) -> None:
    outcomes = run(SETUP, "def one(a):\n    return a * 0", ONE)

    one = outcomes["one"]
    assert isinstance(one, Returned)
    assert one.value.tolist() == [2.0, -1.0, 4.0]


def test_an_exception_is_placed_in_its_cell_and_line(run: Run) -> None:
    content = notebook([SETUP, ONE, "\n\ndef two(a, b):\n    c = 0\n    return a[c] / b[7]", THREE])
    two = run(SETUP, ONE, "\n\ndef two(a, b):\n    c = 0\n    return a[c] / b[7]", THREE)["two"]
    assert isinstance(two, Raised)
    source = SourceText(python_source("small.ipynb", content), notebook=True)
    listing = source.around(two.trace[-1].line, two.column, words_in("en"))

    assert listing is not None
    assert listing.title == "Cell 3, line 5 of your notebook"
    assert [(line.number, line.text) for line in listing.lines] == [
        ("3", "def two(a, b):"),
        ("4", "    c = 0"),
        ("5", "    return a[c] / b[7]"),
    ]


def test_a_function_s_listing_ends_with_its_cell() -> None:
    content = python_source("small.ipynb", notebook([SETUP, f"\n{ONE}\n\n", "# next\n1"]))
    listing = SourceText(content, notebook=True).function("one", words_in("en"))

    assert listing is not None
    assert [(line.number, line.text) for line in listing.lines] == [
        ("2", "def one(a):"),
        ("3", "    return a + 1"),
    ]


def test_a_python_file_keeps_the_lines_of_the_file() -> None:
    listing = SourceText(b"# %% cell 1\na = 1\nb = 2\n").around(2, 0, words_in("en"))

    assert listing is not None
    assert listing.title == "Line 2 of your file"
    assert listing.lines[0].number == "1"
