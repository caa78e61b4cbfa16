"""Options that several commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from grader.errors import UsageError

REFERENCE = Path("reference")
TRUST = "--i-trust-these-submissions"


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of commands that run submissions."""
    verb.add_argument(
        "--workers",
        type=_workers,
        default=os.cpu_count() or 1,
        metavar="N",
        help="worker processes (default: one a processor, here %(default)s)",
    )
    verb.add_argument(
        "--isolate",
        choices=("submission", "question"),
        default="submission",
        help="the unit that runs in a process of its own",
    )
    verb.add_argument(TRUST, dest="trusted", action="store_true", help="grade without a sandbox")
    verb.add_argument("--quiet", action="store_true", help="no progress and no summary")
    verb.add_argument(
        "--json-log", type=Path, metavar="FILE", help="append one line of JSON for each event"
    )


def add_assignment(verb: Any) -> None:
    """Add the option that names the assignment, to a command or to a group of its options."""
    verb.add_argument(
        "--assignment",
        type=Path,
        default=REFERENCE,
        metavar="FOLDER",
        help="the folder of assignment.yaml",
    )


def add_language(verb: argparse.ArgumentParser) -> None:
    """Add the option that chooses the language of pages, hints and tables."""
    verb.add_argument(
        "--language",
        default="",
        metavar="CODE",
        help="the language of pages, hints and checks, such as zh (default: the assignment's)",
    )


def require_language(language: str, folder: Path) -> None:
    """Raise UsageError for a language in which neither the grader nor the assignment has words."""
    from grader.assignment.translation import languages_beside
    from grader.report.words import languages

    known = sorted({*languages(), *languages_beside(folder)})
    if language and language not in known:
        raise UsageError(f"there are no words in '{language}', only in {', '.join(known)}")


def add_assignment_folder(verb: argparse.ArgumentParser) -> None:
    """Add the assignment's folder as an argument."""
    verb.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=REFERENCE,
        metavar="FOLDER",
        help="the folder of assignment.yaml",
    )


def require_assignment_folder(folder: Path) -> None:
    """Raise UsageError for a folder without an assignment, where it is an argument."""
    if not (folder / "assignment.yaml").exists():
        raise UsageError(f"there is no assignment in {folder}; name its folder")


def add_suite(verb: Any) -> None:
    """Add the option that names a suite in place of an assignment."""
    verb.add_argument("--suite", type=Path, metavar="FILE", help="a suite that `grader build` made")


def add_results(verb: argparse.ArgumentParser) -> None:
    """Add the folder of results as an argument."""
    verb.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("results"),
        metavar="results",
        help="the folder that `grader grade` wrote",
    )


def require_assignment(folder: Path) -> None:
    """Raise UsageError, which names the option, for a folder without an assignment."""
    if not (folder / "assignment.yaml").exists():
        raise UsageError(f"there is no assignment in {folder}; name it with --assignment FOLDER")


def add_cluster(verb: argparse.ArgumentParser) -> None:
    """Add the options that name a cluster."""
    verb.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on a Dask cluster: tcp://HOST:PORT, tls://HOST:PORT or local:N",
    )
    for name, what in (
        ("ca", "the authority of a cluster with TLS"),
        ("cert", "this client's certificate"),
        ("key", "this client's key"),
    ):
        verb.add_argument(f"--tls-{name}", type=Path, metavar="FILE", help=f"{what}, as PEM")


def require_one_machine(options: argparse.Namespace) -> None:
    """Raise UsageError where a cluster should grade students' own numbers."""
    if options.cluster and options.key:
        raise UsageError(
            "students with hidden numbers of their own are graded on one machine: leave out"
            " --cluster or --per-student-seed"
        )


def add_per_student(verb: argparse.ArgumentParser) -> None:
    """Add the option of commands that render pages."""
    verb.add_argument(
        "--per-student-seed",
        dest="key",
        type=Path,
        metavar="KEYFILE",
        help="draw hidden numbers for each student from this secret key",
    )


def _workers(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
