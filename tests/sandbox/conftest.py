"""A small suite, and a worker on every level that this host has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from grader.errors import SandboxError
from grader.model import Execution, Outcome, Suite
from grader.sandbox import ISOLATION_LEVELS, PLAIN, Plan, Worker, open_sandbox
from tests.resources import shared
from tests.sandbox.small_suite import LIMITS, small_suite, submission


@pytest.fixture(scope="session")
def suite() -> Suite:
    return small_suite()


@pytest.fixture(scope="session")
def plan(suite: Suite) -> Plan:
    return Plan.of(suite)


def levels_of() -> Iterator[object]:
    """The highest every time; the others and none where there is time."""
    for layers in (*ISOLATION_LEVELS, PLAIN):
        lower = () if layers is ISOLATION_LEVELS[0] else pytest.mark.thorough
        yield pytest.param(layers, marks=lower, id="+".join(layers) or "plain")


@pytest.fixture(scope="session", params=levels_of())
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    """One on every level."""
    try:
        with shared(partial(open_sandbox, LIMITS, layers=request.param)) as opened:
            yield opened
    except SandboxError as reason:
        pytest.skip(f"this host has no such level: {reason}")


@pytest.fixture(scope="session")
def confined() -> Iterator[Worker]:
    """One on the lowest level that confines: what it holds back, seccomp holds back."""
    with shared(partial(open_sandbox, LIMITS, layers=("seccomp",))) as opened:
        yield opened


Run = Callable[[Worker, str | bytes], Execution]


@pytest.fixture(scope="session")
def run(plan: Plan) -> Run:
    return lambda worker, source: worker.run(submission(source), plan)


@pytest.fixture(scope="session")
def outcomes(run: Run) -> Callable[[Worker, str | bytes], dict[str, Outcome]]:
    """What came of each case, by its id."""

    def by_case(worker: Worker, source: str | bytes) -> dict[str, Outcome]:
        return {seen.case: seen.outcome for seen in run(worker, source).observations}

    return by_case
