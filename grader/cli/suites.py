"""The suite that the options of a command name."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.files import source_digest
from grader.model import Suite
from grader.results.folder import SUITE
from grader.results.update import Listener, OpenPool, RunOptions
from grader.suite.file import load

if TYPE_CHECKING:
    from grader.assignment.per_student import PerStudentSuites

# Where a suite is kept, nothing that reads and builds one has to be loaded.


def hidden_suite(options: argparse.Namespace, folder: Path, listener: Listener) -> Suite:
    """Return the suite that is named, or else the one that ``folder`` keeps from the first run.

    It is built anew where the assignment has changed.  Raise AssignmentError.
    """
    if options.suite:
        return load(options.suite)
    kept = folder / SUITE
    old = load(kept) if kept.exists() else None
    if old and old.source == source_digest(options.assignment):
        return old
    from grader.results.suites import rebuilt_suite

    return rebuilt_suite(options.assignment, old, kept, listener.note)


def run_options(options: argparse.Namespace, suite: Suite) -> RunOptions:
    """Return how the options want submissions to be run.  Raise UsageError."""
    return RunOptions(
        options.workers,
        options.isolate,
        options.trusted,
        per_student(options, suite),
        open_pool=_cluster_pool(options),
    )


def _cluster_pool(options: argparse.Namespace) -> OpenPool | None:
    if not options.cluster:
        return None
    from grader.cluster import Cluster, open_cluster_pool

    if options.key:
        raise UsageError(
            "students with hidden numbers of their own are graded on one machine: leave out"
            " --cluster or --per-student-seed"
        )
    tls = options.tls_ca, options.tls_cert, options.tls_key
    return functools.partial(open_cluster_pool, Cluster(options.cluster, *tls))


def per_student(options: argparse.Namespace, suite: Suite) -> PerStudentSuites | None:
    """Return the suites of students with inputs of their own, where a key is given."""
    if options.key is None:
        return None
    from grader.results.suites import per_student_suites

    return per_student_suites(options.key, options.assignment, suite)
