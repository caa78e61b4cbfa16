"""What students leave in their files finds what it expects: plots, numpy's modules, files."""

from __future__ import annotations

from functools import partial
from textwrap import dedent

import pytest

from grader.model import Returned
from grader.sandbox import open_sandbox
from tests.resources import shared
from tests.sandbox.small_suite import LIMITS, LOWEST_LEVELS


@pytest.fixture(scope="module", params=LOWEST_LEVELS)
def worker(request):
    with shared(partial(open_sandbox, LIMITS, layers=request.param)) as opened:
        yield opened


FUNCTIONS = "def one(a): return a\ndef two(a, b): return a\ndef three(a): return a\n"
IMPORT = "import numpy as np\nimport matplotlib.pyplot as plt\n"
PLOTS = {
    "a grid": "fig, axes = plt.subplots(3, 4)\naxes[1, 2].plot([1])\naxes[0][1].axis('off')",
    "a loop over axes": "for ax in plt.subplots(2)[1].flat: ax.plot([1], [2])",
    "zip": "for ax, x in zip(plt.subplots(2)[1].ravel(), [1, 2]): ax.imshow(x)",
    "nested": "fig, ((a, b), (c, d)) = plt.subplots(2, 2)\na.plot(1)\nd.set(xlabel='x')",
    "a histogram": "n, bins, patches = plt.hist([1, 2])\npatches[0].set_facecolor('r')",
    "five": "a, b, c, d, e = plt.something()",
    "a star": "first, *rest = plt.subplots(1, 3)\nassert len(rest) >= 1",
    "one line": "line, = plt.plot([1])\nline.set_data([], [])",
    "spines": "ax = plt.gca()\nax.spines['top'].set_color('none')\nax.spines[['top']].visible = 3",
    "limits": "low, high = plt.ylim()\nplt.ylim(low - 0.5 * (high - low), -high / 2 + 1)",
    "an array of limits": "xs = np.linspace(*plt.xlim(), 50)\nplt.plot(xs, 2 * xs)",
    "an array of axes": "axes = np.array([plt.axes(), plt.axes()])\naxes[0].plot([1])",
    "numbers": "assert len(plt.gca().lines) < 3\nint(plt.gcf().dpi); float(plt.gcf().dpi)",
    "comparisons": "if plt.ylim()[1] > 2 or plt.ylim()[0] <= -1: plt.legend()",
    "a loop until it is closed": "while plt.fignum_exists(1): pass",
    "with": "with plt.style.context('ggplot'), plt.rc_context({'a': 1}) as c: plt.plot(c)",
    "settings": "plt.rcParams['figure.figsize'] = 8, 6\nplt.rcParams.update({'a': 1})",
    "membership": "'ggplot' in plt.style.available and plt.style.use('ggplot')",
    "text": "f'{plt.xlim()[0]:.2f} {plt.gcf()}' + '%d' % plt.gcf().number",
    "in place": "x = plt.xlim()[0]\nx += 1\nx **= 2\nabs(round(-x))",
    "next": "next(plt.gca()._get_lines.prop_cycler)['color']",
    "isinstance": "isinstance(plt.gca(), plt.Axes)",
    "modules": "from matplotlib.ticker import Formatter, MaxNLocator\n"
    "import matplotlib.animation as animation\nfrom mpl_toolkits.mplot3d import Axes3D\n"
    "from matplotlib import cm, colors\nimport matplotlib.backends.backend_pdf",
    "a class": "from matplotlib.ticker import Formatter\nclass F(Formatter):\n"
    "    def __init__(self, n):\n        super().__init__(n)\n        self.n = n\n"
    "    def __call__(self, v, pos=None): return v * self.n\n"
    "assert F(3)(2) == 6 and F(1).n == 1 and F(1).axis.plot() is not None",
    "a class of two": "from matplotlib.ticker import Formatter, Locator\n"
    "class F(Formatter, Locator): pass\nF()",
}


@pytest.mark.parametrize("code", PLOTS.values(), ids=PLOTS)
def test_a_plot_draws_nothing_and_stops_nothing(confined, run, code):
    assert_plotted(run(confined, f"{IMPORT}{code}\n{FUNCTIONS}"))


def test_all_of_them_in_one_file_draw_nothing_and_stop_nothing(worker, run):
    assert_plotted(run(worker, IMPORT + "\n".join(PLOTS.values()) + f"\n{FUNCTIONS}"))


def assert_plotted(execution):
    assert execution.skipped == ()
    assert {type(seen.outcome) for seen in execution.observations} == {Returned}
    assert {seen.printed for seen in execution.observations} == {""}


MODULES = (
    "numpy.matlib numpy.ctypeslib numpy.char numpy.rec numpy.linalg numpy.fft numpy.random"
    " numpy.polynomial.polynomial numpy.ma numpy.lib.stride_tricks numpy.testing numpy.typing"
    " numpy.lib.scimath numpy.version"
).split()


def test_modules_of_numpy_load_where_numpy_has_them(worker, run):
    there = [name for name in MODULES if _has(name)]
    assert "numpy.matlib" in there or not _has("numpy.matlib")
    source = "".join(f"import {name}\n" for name in there)
    source += "from numpy.matlib import repmat\ndef one(a): return repmat(a, 2, 1)\n"

    execution = run(worker, source)

    assert execution.skipped == ()
    outcomes = {seen.case: seen.outcome for seen in execution.observations}
    assert outcomes["one/first"].value.shape == (2, 3)


def _has(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


FILES = """
import os, pathlib
import numpy as np
told = []
for read in (
    lambda: np.loadtxt("no.csv"), lambda: np.genfromtxt("no.csv"), lambda: np.load("no.npy"),
    lambda: np.loadtxt("no.csv.gz"), lambda: np.fromfile("no.bin"), lambda: open("no.txt"),
    lambda: pathlib.Path("no.txt").read_text(), lambda: os.stat("no.txt"),
    lambda: os.chdir("no_such_folder"),
):
    try:
        read()
    except FileNotFoundError:
        told.append(1)
    except Exception as error:
        told.append(0)
        print(type(error), error)
there = [os.path.exists("no.txt"), pathlib.Path("no.txt").exists(), os.path.isdir("no")]
def one(a): return told
def three(a): return there
"""


def test_a_file_that_is_missing_is_missing(worker, run):
    execution = run(worker, dedent(FILES))

    assert execution.flags == ()
    outcomes = {seen.case: seen.outcome for seen in execution.observations}
    assert outcomes["one/first"].value.tolist() == [1] * 9, execution.observations[0].printed
    assert outcomes["three/first"].value.tolist() == [False] * 3


@pytest.mark.parametrize(
    "folder",
    [
        "os.path.dirname(os.path.abspath(__file__))",
        "os.getcwd()",
        "'.'",
        "pathlib.Path(__file__).resolve().parent",
    ],
)
def test_one_s_own_folder_can_be_entered(worker, run, folder):
    source = f"import os, pathlib\nos.chdir({folder})\ndef one(a): return a\n"
    execution = run(worker, source)

    assert execution.flags == execution.skipped == ()
