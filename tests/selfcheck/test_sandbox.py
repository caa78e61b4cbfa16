"""The sandbox of one's own file: started early, and preloaded with what the file imports."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from grader.cli import main
from grader.errors import SandboxError
from grader.model import Submission
from grader.sandbox import Plan, WorkerLost, open_own, opening
from grader.sandbox.prestart import prestart, prestart_own
from grader.selfcheck import Checker
from grader.selfcheck.sandbox import OwnSandbox, imported_by
from grader.suite.file import dumps, parse_document, suite_from
from tests.conftest import ROOT
from tests.resources import nothing_left_open
from tests.selfcheck.conftest import corpus, small

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a plain one")

RIGHT = small("right")
LATE = RIGHT + "\n\ndef sigmoid(s):\n    name = 'fractions'\n    __import__(name)\n    return s\n"
"""Imports what nothing in the text tells beforehand."""


def handed_in(text: str) -> Submission:
    return Submission("somebody", "logistic.py", text.encode())


def outcomes(run, text, plan):
    return [type(seen.outcome).__name__ for seen in run(handed_in(text), plan).observations]


def loaded_after(program: str) -> set[str]:
    """The modules that an interpreter has loaded when it has run this program."""
    report = f"import sys\n{program}\nprint('loaded', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", report], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("loaded ")[2].split())


def test_the_process_is_started_before_numpy_is_loaded():
    assert "numpy" not in loaded_after("import grader.cli.check")


def test_a_check_in_the_terminal_loads_nothing_that_only_pages_or_classes_need(
    tmp_path, small_public
):
    (tmp_path / "suite.json").write_text(dumps(small_public))
    (tmp_path / "logistic.py").write_text(RIGHT)
    arguments = ["check", f"{tmp_path}/logistic.py", "--suite", f"{tmp_path}/suite.json"]

    loaded = loaded_after(f"from grader.cli import main\nmain({arguments})")
    loaded -= loaded_after("import numpy")  # which is all of it before numpy 2

    assert "grader.report.terminal" in loaded
    assert not loaded & {
        *("jinja2", "yaml", "grader.report.render", "grader.report.dashboard"),
        *("grader.intake.collection", "grader.similarity", "grader.gradebook", "numpy.random"),
    }


def test_a_right_file_reads_nothing_of_what_known_mistakes_answer(small_public, worker):
    suite = suite_from(parse_document(dumps(small_public)), lazy=True)
    checker = Checker(suite, "0" * 64, "1", seed=1)

    checker.check(handed_in(RIGHT), worker.run, worker.isolation)
    assert not [case for case in suite.cases if "_made" in vars(case.distractors)]

    checker.check(handed_in(small("slope_twice")), worker.run, worker.isolation)
    assert [case for case in suite.cases if "_made" in vars(case.distractors)]


def test_what_a_file_imports_is_seen_in_its_lines():
    source = b"import numpy as np, math\nfrom collections import Counter  # os\n\nstring = 'json'\n"

    assert imported_by(source, b"import re\n") == ("collections", "math", "os", "re")


def test_what_a_notebook_imports_is_seen_in_its_cells():
    assert imported_by(b'{"source": ["import math\\n", "from copy import copy\\n"]}') == (
        "copy",
        "math",
    )


def test_it_is_isolated_and_needs_no_namespaces(small_public):
    sandbox = OwnSandbox(small_public.limits, (), prestart_own(), ("math",))

    try:
        assert "seccomp" in sandbox.isolation.layers
        assert "bwrap" not in sandbox.isolation.layers
    finally:
        sandbox.close()


@pytest.mark.parametrize("name", ["right", "slope_twice", "sign_flipped"])
def test_a_stock_changes_no_outcome(small_public, worker, name):
    plan, source = Plan.of(small_public), small(name)
    with open_own(small_public.limits, preloaded=imported_by(source.encode())) as stocked:
        seen = [stocked.run(handed_in(source), plan), worker.run(handed_in(source), plan)]

    first, second = ([str(one.outcome) for one in run.observations] for run in seen)
    assert first == second


def test_a_worker_is_lost_by_what_is_not_preloaded(small_public):
    with (
        open_own(small_public.limits, preloaded=()) as stocked,
        pytest.raises(WorkerLost, match="not preloaded"),
    ):
        stocked.run(handed_in(LATE), Plan.of(small_public))


def test_a_file_that_imports_more_than_was_expected_runs_in_another(small_public, worker):
    plan = Plan.of(small_public)
    sandbox = OwnSandbox(small_public.limits, (), None, imported_by(LATE.encode()))

    try:
        assert outcomes(sandbox.run, LATE, plan) == outcomes(worker.run, LATE, plan)
        assert "Raised" not in outcomes(sandbox.run, LATE, plan)
        assert "seccomp" in sandbox.isolation.layers
    finally:
        sandbox.close()


def test_once_there_is_time_the_next_run_expects_everything(small_public):
    """While watching, an edit may import anything, and is answered without another start."""
    plan = Plan.of(small_public)
    sandbox = OwnSandbox(small_public.limits, (), None, ())

    try:
        sandbox.run(handed_in(RIGHT), plan)
        sandbox.make_ready(plan)
        ready = sandbox._worker
        sandbox.run(handed_in(LATE), plan)
        sandbox.make_ready(plan)

        assert sandbox._worker is ready
    finally:
        sandbox.close()


def test_a_name_that_is_nearly_right_is_told_without_another_worker(small_public):
    """Who looks for names that are alike imports something, and half-finished files are many."""
    with open_own(small_public.limits, preloaded=()) as stocked:
        seen = outcomes(stocked.run, RIGHT.replace("def slope", "def slop"), Plan.of(small_public))

    assert "Undefined" in seen


def test_the_same_status_from_a_submission_means_nothing_in_a_full_worker(small_public, worker):
    text = "import os\ndef sigmoid(s):\n    os._exit(75)\n"

    assert "Died" in outcomes(worker.run, text, Plan.of(small_public))


def test_a_process_that_no_sandbox_can_use_ends(small_public, monkeypatch):
    def none(*arguments):
        raise SandboxError("as on other systems")

    monkeypatch.setattr(opening, "prefork_backend", none)
    prestarted = prestart_own()
    process, control, _ = prestarted._parts

    open_own(small_public.limits, (), prestarted).close()

    assert process.poll() is not None
    assert control.fileno() == -1


def test_nothing_is_left_of_a_process_that_cannot_start():
    with nothing_left_open(), pytest.raises(FileNotFoundError):
        prestart(["/there/is/no/such/program"])


def test_nothing_is_left_of_a_sheet_that_cannot_be_written(monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "full")

    from grader.sandbox.prefork import sealed  # its imports exist on Linux only

    monkeypatch.setattr(os, "write", full)

    with nothing_left_open(), pytest.raises(OSError, match="full"):
        sealed(b"sheet")


def test_a_process_that_nobody_took_over_ends():
    prestarted = prestart_own()
    process, control, _ = prestarted._parts

    prestarted.close()

    assert process.poll() is not None
    assert control.fileno() == -1
    prestarted.close()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_have_no_such_process(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)

    assert prestart_own() is None


def test_wrong_use_leaves_no_process_behind(monkeypatch, tmp_path, small_public):
    prestarted = []
    monkeypatch.setattr(
        "grader.cli.check.prestart_own", lambda: prestarted.append(prestart_own()) or prestarted[-1]
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "suite.json").write_text(dumps(small_public))
    assert main(["check", "--suite", "suite.json"]) == 2
    assert prestarted[0]._parts is None


def test_files_of_the_homework_need_no_second_worker(homework_public):
    """Or else their check would take twice as long."""
    plan = Plan.of(homework_public)
    companion = homework_public.properties.companion.source.encode()
    for name in ("right_textbook", "slope_forgotten", "not_yet_half", "two_activations"):
        source = corpus(name)
        with open_own(homework_public.limits, preloaded=imported_by(source, companion)) as stocked:
            assert stocked.run(Submission("s", "backprop.py", source), plan).observations
