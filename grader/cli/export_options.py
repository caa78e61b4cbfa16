"""What all formats of ``grader export`` share: texts, the first argument, findings."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.cli.say import note
from grader.export import ExportFinding, Weight, weightiest

POINTS = """\
Points are those that count, after overrides and lateness.  Nobody is given a zero for having no
grade.
"""


def add_format(formats: Any, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    """Add a format with its summary, its examples and the folder of results."""
    verb: argparse.ArgumentParser = formats.add_parser(name, help=summary, epilog=epilog)
    verb.add_argument(
        "results",
        nargs="?",
        type=Path,
        default=Path("results"),
        metavar="results",
        help="the folder that `grader grade` wrote",
    )
    return verb


def print_findings(findings: Iterable[ExportFinding]) -> int:
    """Print findings, and return the exit status that they give."""
    known = list(findings)
    for finding in known:
        note(str(finding))
    return 0 if weightiest(known) is Weight.NOTE else 1
