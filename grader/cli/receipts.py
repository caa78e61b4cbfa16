"""``grader seal``, ``receipts``, ``reveal`` and ``verify-receipt``: grades that can be verified."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import add_assignment_folder, add_results, require_assignment_folder
from grader.cli.receipt_options import EPILOG, add_options
from grader.cli.verbs import add_verb

_SEAL = """\
The seal is printed and written into no file: put it into the task sheet and the kit with `grader
kit --seal`, and announce it.  FILE holds its opening: keep it secret beside the suite until `grader
reveal`.  Without it nothing can be verified.

examples:
  grader seal reference --suite suite.json -o seal.json
  grader seal reference --key key.txt -o seal.json
"""

_RECEIPTS = """\
Writes a receipt for each student and one root.json, which is published.  A new marking takes a new
folder, and names the root that it replaces and why.  Hand receipts out with the grades: they tell
how many hidden cases failed in which check.

examples:
  grader receipts results --seal seal.json -o receipts/ --sign ~/.ssh/id_ed25519
  grader receipts results --seal seal.json -o again/ --replaces receipts/root.json \\
      --reason "question 2 was ambiguous"
"""

_REVEAL = """\
The zip file holds the opening of the seal, and the suite or the key: publish it after the last
deadline, and not before.

examples:
  grader reveal seal.json --suite suite.json -o reveal.zip
"""


def add_to(verbs: Any) -> None:
    """Add the commands."""
    _add_seal(verbs)
    _add_receipts(verbs)
    _add_reveal(verbs)
    epilog = EPILOG.format(command="grader verify-receipt", more="")
    verifying = add_verb(verbs, "verify-receipt", epilog)
    add_options(verifying)
    verifying.add_argument(
        "--assignment",
        type=Path,
        metavar="FOLDER",
        help="with a key: the sealed assignment, which draws each student's numbers",
    )
    verifying.set_defaults(command=_verify)


def _add_seal(verbs: Any) -> None:
    verb = add_verb(verbs, "seal", _SEAL)
    add_assignment_folder(verb)
    _add_what_is_sealed(verb)
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("seal.json"),
        metavar="FILE",
        help="the secret opening",
    )
    verb.set_defaults(command=_seal)


def _add_receipts(verbs: Any) -> None:
    verb = add_verb(verbs, "receipts", _RECEIPTS)
    add_results(verb)
    verb.add_argument("--seal", type=Path, required=True, metavar="FILE", help="of `grader seal`")
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("receipts"),
        metavar="FOLDER",
        help="the new folder to write",
    )
    verb.add_argument("--sign", type=Path, metavar="KEY", help="sign the root with this SSH key")
    verb.add_argument("--replaces", type=Path, metavar="ROOT", help="the root.json of before")
    verb.add_argument("--reason", default="", metavar="TEXT", help="why it is replaced")
    verb.set_defaults(command=_receipts)


def _add_reveal(verbs: Any) -> None:
    verb = add_verb(verbs, "reveal", _REVEAL)
    verb.add_argument("seal", type=Path, metavar="SEAL", help="the file of `grader seal`")
    _add_what_is_sealed(verb)
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("reveal.zip"),
        metavar="FILE",
        help="the zip file to write",
    )
    verb.set_defaults(command=_reveal)


def _add_what_is_sealed(verb: argparse.ArgumentParser) -> None:
    what = verb.add_mutually_exclusive_group(required=True)
    what.add_argument("--suite", type=Path, metavar="FILE", help="of `grader build`")
    what.add_argument("--key", type=Path, metavar="KEYFILE", help="of --per-student-seed")


# The work is imported late, because a wrong option should be reported at once.


def _seal(options: argparse.Namespace) -> int:
    require_assignment_folder(options.folder)
    from grader.cli.sealing import seal

    return seal(options)


def _receipts(options: argparse.Namespace) -> int:
    from grader.cli.sealing import receipts

    return receipts(options)


def _reveal(options: argparse.Namespace) -> int:
    from grader.cli.sealing import reveal

    return reveal(options)


def _verify(options: argparse.Namespace) -> int:
    from grader.cli.sealing import verify

    return verify(options)
