"""What several rooms of tests need."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.assignment.build import build
from grader.assignment.folder import Assignment, load_assignment
from grader.model import Suite
from grader.suite.file import load, save
from tests.resources import _nothing_left_open, watch_connections

__all__ = ["_nothing_left_open"]  # a fixture of every test

ROOT = Path(__file__).parent.parent

_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where it is installed, takes a tenth of the time."""

LONGEST = (
    "browser",
    "sandbox",
    "gradebook",
    "selfcheck",
    "attacks",
    "test_corpus.py",
    "test_cli.py",
)
"""The rooms whose files take longest, which are begun with: then the last processes end together.
"""


def pytest_configure() -> None:
    """The same examples in each run, however slow the machine is; a Ctrl-C that is heard (what a
    shell starts in the background ignores it, and so would all that tests start); modules that
    are compiled once and not by each of the hundreds of commands; and commands in English."""
    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "same", derandomize=True, deadline=None, database=None, suppress_health_check=slow
    )
    settings.load_profile("same")
    watch_connections()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("GRADER_LANGUAGE", None)
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.dont_write_bytecode = False


@pytest.hookimpl(tryfirst=True)  # before xdist reads them
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Use several processes where there is xdist and nothing else is asked for, a file to each.

    In ``addopts`` these options would be errors without xdist.
    """
    if not config.pluginmanager.hasplugin("xdist") or hasattr(config, "workerinput"):
        return
    options = config.option
    if options.numprocesses is None:
        options.numprocesses, options.maxprocesses = "auto", options.maxprocesses or 4
    if options.dist == "no":
        options.dist, options.loadscopereorder = "loadfile", False


@pytest.hookimpl(optionalhook=True)  # there may be no xdist
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors, since much of the time is waiting for limits."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; else as they come."""
    places = {room: place for place, room in enumerate(LONGEST)}
    rooms = {item: item.path.relative_to(ROOT / "tests").parts[0] for item in items}
    items.sort(key=lambda item: places.get(rooms[item], len(places)))


def sampled(values: Sequence[Any], every: int, ids: Callable[[Any], str]) -> list[Any]:
    """Return parameters of which the first of so many stands for the others, which are thorough."""
    return [
        pytest.param(value, id=ids(value), marks=pytest.mark.thorough if place % every else ())
        for place, value in enumerate(values)
    ]


def strict_json(text: str | bytes) -> Any:
    """What is in it, without the constants that JSON does not have."""

    def refuse(constant: str) -> Any:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(
        text if isinstance(text, str) else text.decode("utf-8"), parse_constant=refuse
    )


def read_yaml(path: Path) -> Any:
    """What is in a file of the tests; hundreds of them are read before the first test begins."""
    return yaml.load(path.read_text("utf-8"), Loader=_YAML)


@pytest.fixture(scope="session", autouse=True)
def _first_example() -> None:
    """Hypothesis makes its generator of random numbers before a batch freezes what is collected:
    afterwards the collector would not tell it that the generator is kept, and it would warn."""

    @given(st.none())
    def nothing(_: None) -> None:
        """One is enough."""

    nothing()


@pytest.fixture(scope="session")
def logistic() -> Assignment:
    """A second, small assignment: the engine is not told about either."""
    return load_assignment(ROOT / "tests" / "assignments" / "logistic")


@pytest.fixture(scope="session")
def logistic_suite(logistic: Assignment) -> Suite:
    return build(logistic, seed=1)


@pytest.fixture(scope="session")
def backprop() -> Assignment:
    """The homework itself."""
    return load_assignment(ROOT / "reference")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests, which its parallel workers share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def backprop_suite(backprop: Assignment, run_folder: Path) -> Suite:
    return built_once(backprop, 1, run_folder)


def built_once(assignment: Assignment, seed: int, folder: Path) -> Suite:
    """The suite, built by whoever asks first and read by those who waited for it."""
    kept = folder / f"suite-{assignment.outline.source[:16]}-{seed}.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with the process that holds it, however it ends
        if not kept.exists():
            save(build(assignment, seed), kept)
    return load(kept)


@pytest.fixture(scope="session")
def mlp_relu_mse_suite(run_folder: Path) -> Suite:
    """An assignment whose functions return several things."""
    folder = ROOT / "tests" / "assignments" / "mlp_relu_mse"
    return built_once(load_assignment(folder), 1, run_folder)


@pytest.fixture(scope="session")
def squared_error() -> Assignment:
    """A small assignment whose written derivation has points."""
    return load_assignment(ROOT / "tests" / "assignments" / "squared_error")


@pytest.fixture(scope="session")
def squared_error_suite(squared_error: Assignment, run_folder: Path) -> Suite:
    return built_once(squared_error, 1, run_folder)
