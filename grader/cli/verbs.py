"""The commands: the module and the summary of each."""

from __future__ import annotations

import argparse
from typing import Any, NamedTuple


class Verb(NamedTuple):
    """The module of a command, and its summary."""

    module: str
    summary: str


VERBS = {
    "grade": Verb("grade", "grade submissions and write a page for each"),
    "regrade": Verb("regrade", "mark again by a changed assignment"),
    "report": Verb("regrade", "make all pages and tables again"),
    "override": Verb("decide", "give points in place of the grader's"),
    "label": Verb("decide", "name a group of unexplained answers"),
    "forget": Verb("decide", "take students out of the class; the record stays"),
    "lesson": Verb("lesson", "make slides of the class's commonest mistakes"),
    "export": Verb("export", "hand grades to Canvas, Moodle, Gradescope and others"),
    "check": Verb("check", "check your own file against the public cases"),
    "derivation": Verb("derivation", "check a written derivation line by line"),
    "new": Verb("new", "begin an assignment from a solution or a template"),
    "schema": Verb("new", "print the schema of assignment.yaml for editors"),
    "verify": Verb("assignment", "check that an assignment tells right from wrong"),
    "suggest": Verb("assignment", "list automatic mistakes to describe, ready to be pasted"),
    "build": Verb("assignment", "make the suite of hidden cases"),
    "kit": Verb("kit", "make what students get: task sheet, starter file, check"),
    "bundle": Verb("bundle", "make what Gradescope and others grade with: a zip to upload"),
    "seal": Verb("receipts", "commit to suite and points before the task goes out"),
    "receipts": Verb("receipts", "give each student a receipt, and the class a root"),
    "reveal": Verb("receipts", "publish what was sealed, after the last deadline"),
    "verify-receipt": Verb("receipts", "verify a student's receipt by grading again"),
    "doctor": Verb("doctor", "test how well this machine holds hostile code"),
}


def add_verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    """Add a command with its summary, description and examples."""
    summary = VERBS[name].summary
    verb: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=epilog,
    )
    return verb
