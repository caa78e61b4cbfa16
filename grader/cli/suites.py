"""Load or build the suite that the options of a command name."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import require_language
from grader.files import source_digest
from grader.model import Suite
from grader.results.folder import SUITE, keep_suite
from grader.results.update import Listener, OpenPool, RunOptions, locked
from grader.suite.file import load

if TYPE_CHECKING:
    from grader.assignment.per_student import PerStudentSuites

# Building a suite takes libraries that are slow to load; loading a built one does not.


def kept_suite(options: argparse.Namespace, folder: Path, listener: Listener) -> Suite:
    """Return the suite that the options name, else the one in ``folder``, and keep it there.

    Graders that start at the same time in a new folder share one suite, because it is made while
    the others wait.  Raise GraderError.
    """
    if options.suite:
        return load(options.suite)
    with locked(folder, listener):
        suite = hidden_suite(options, folder, listener)
        if not (folder / SUITE).exists():  # else it changes with the marks that it made
            keep_suite(suite, folder)
        return suite


def outline_of(options: argparse.Namespace, folder: Path) -> Suite:
    """Return a suite that has the questions at least, without building one.

    Raise AssignmentError.
    """
    if options.suite:
        return load(options.suite)
    if (folder / SUITE).exists():
        return load(folder / SUITE)
    from grader.assignment.folder import load_assignment

    return load_assignment(options.assignment, options.language).outline


def hidden_suite(options: argparse.Namespace, folder: Path, listener: Listener) -> Suite:
    """Return the suite that the options name, else the one in ``folder``.

    It is built again if the assignment has changed.  Raise AssignmentError.
    """
    if options.suite:
        return load(options.suite)
    kept = folder / SUITE
    old = load(kept) if kept.exists() else None
    same_words = old is not None and options.language in ("", old.language)
    if old and same_words and old.source == source_digest(options.assignment):
        return old
    from grader.results.suites import rebuilt_suite

    require_language(options.language, options.assignment)
    return rebuilt_suite(options.assignment, old, kept, listener.note, options.language)


def run_options(options: argparse.Namespace, suite: Suite) -> RunOptions:
    """Return the options for running submissions.  Raise UsageError."""
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

    tls = options.tls_ca, options.tls_cert, options.tls_key
    return functools.partial(open_cluster_pool, Cluster(options.cluster, *tls))


def per_student(options: argparse.Namespace, suite: Suite) -> PerStudentSuites | None:
    """Return the per-student suites, or None without a key."""
    if options.key is None:
        return None
    from grader.results.suites import per_student_suites

    return per_student_suites(options.key, options.assignment, suite)
