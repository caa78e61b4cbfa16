"""``grader new`` and ``schema``: begin an assignment, and help an editor with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from grader.cli.language import spoken
from grader.cli.verbs import add_verb

_EPILOG = """\
With --from every function and method of a solution becomes a question, and the solution is the
first right answer.  A method is called after those that set what it reads, and twice if it reads
what it left itself; attributes that no method reads are answers.

A notebook may mark its solutions (### BEGIN SOLUTION ... ### END SOLUTION, or a line that ends in
# SOLUTION): the starter is what is left.  Shapes that are not given are asked.

With --example the folder is a copy of a template: mlp_relu_mse (batches, dicts of arrays),
batchnorm (a class), rnn (a sequence in time), numerics (numbers, texts, functions).

examples:
  grader new mlp --from solution.py --shape x=N,D --shape w=D,K --shape rate=float:0..1
  grader new layers --example batchnorm
"""


_SCHEMA = """\
Editors complete and check assignment.yaml by it, if its first line names the file:
# yaml-language-server: $schema=assignment.schema.json

examples:
  grader schema > assignment.schema.json
"""


def add_to(verbs: Any) -> None:
    """Add the commands."""
    add_verb(verbs, "schema", _SCHEMA).set_defaults(command=_schema)
    verb = add_verb(verbs, "new", _EPILOG)
    verb.add_argument("folder", type=Path, metavar="NAME", help="the folder to make")
    source = verb.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--from", dest="solution", type=Path, metavar="FILE", help="a solution: .py or .ipynb"
    )
    source.add_argument("--example", metavar="TEMPLATE", help="the template to copy")
    verb.add_argument(
        "--shape",
        dest="shapes",
        action="append",
        default=[],
        metavar="NAME=SHAPE",
        help="lengths of a parameter's axes (x=N,D), int or float, and between what its numbers"
        " are drawn (s=N:0..2); again for each parameter",
    )
    verb.set_defaults(command=_new)


def _new(options: argparse.Namespace) -> int:
    from grader.cli.creating import create

    return create(options, ask=_ask if sys.stdin.isatty() else None)


def _ask(question: str) -> str:
    return input(spoken(question))


def _schema(options: argparse.Namespace) -> int:
    import json

    from grader.assignment.json_schema import json_schema
    from grader.cli.say import say

    say(json.dumps(json_schema(), indent=1))
    return 0
