"""``grader derivation``: check a written derivation line by line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli.language import spoken, spoken_language
from grader.cli.options import REFERENCE
from grader.cli.say import announce_lines, has_colour, say
from grader.cli.verbs import add_verb
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.derivation.reporting.report import DerivationReport

_EPILOG = """\
A derivation is a .md, .tex, .ipynb, .Rmd or .txt file.  Each line of its formulas is compared with
the one before: ✓ holds, ◐ holds under a condition that is not said, ✗ breaks (with a proof),
↳ follows from a wrong line, ? not understood.

Exit status of check 0: nothing breaks; 1: something breaks, or no asked result is shown; 2: wrong
use or a wrong specification; 3: a fault of ours.

examples:
  grader derivation check answer.md
  grader derivation check answer.tex --html page.html --json report.json
  grader derivation verify reference/derivation.md
"""
_SPECIFICATION = REFERENCE / "derivation.yaml"
_OWN = REFERENCE / "derivation.md"


def add_to(verbs: Any) -> None:
    """Add the command and its two verbs."""
    verb = add_verb(verbs, "derivation", _EPILOG)
    parts = verb.add_subparsers(metavar="check|verify", required=True)
    checking = parts.add_parser("check", help="check a derivation line by line")
    checking.add_argument("answer", type=Path, metavar="ANSWER", help="the derivation to check")
    checking.add_argument("--html", type=Path, metavar="OUT", help="write a page")
    checking.add_argument("--json", type=Path, metavar="OUT", help="write data; - for the terminal")
    checking.add_argument(
        "--no-hints", dest="hints", action="store_false", help="do not show repairs"
    )
    checking.set_defaults(command=_check)
    verifying = parts.add_parser("verify", help="check the instructor's own derivation")
    verifying.add_argument(
        "answer",
        nargs="?",
        type=Path,
        default=_OWN,
        metavar="DERIVATION",
        help="the instructor's derivation",
    )
    verifying.add_argument("--slips", type=int, default=200, metavar="N", help="slips to plant")
    verifying.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the slips")
    verifying.set_defaults(command=_verify)
    for one in (checking, verifying):
        one.add_argument(
            "--spec",
            type=Path,
            default=_SPECIFICATION,
            metavar="FILE",
            help="what the derivation is checked by",
        )


def _check(options: argparse.Namespace) -> int:
    report = _report(options)
    if options.html:
        from grader.derivation.reporting.page import derivation_html

        html = derivation_html(report, hints=options.hints, language=spoken_language(), said=_said)
        _write(options.html, html)
    if options.json:
        _write_data(options, report)
    if not options.json or str(options.json) != "-":
        from grader.derivation.reporting.terminal import TextStyle, as_text

        say(as_text(report, TextStyle(options.hints, has_colour(sys.stdout), _said)))
    return 1 if report.needs_work else 0


def _said(text: str) -> str:
    return spoken(text, "derivation_phrases")


def _write_data(options: argparse.Namespace, report: DerivationReport) -> None:
    from grader.derivation.reporting.report import as_data

    data = json.dumps(as_data(report, hints=options.hints), indent=1, ensure_ascii=False)
    if str(options.json) == "-":
        say(data)
    else:
        _write(options.json, data + "\n")


def _report(options: argparse.Namespace) -> DerivationReport:
    from grader.derivation.checker import check_text
    from grader.derivation.specfile import load_specification

    text = _text(options.answer)
    return check_text(text, options.answer.name, load_specification(options.spec))


def _text(path: Path) -> str:
    from grader.derivation.grammar.limits import NotUnderstood
    from grader.derivation.source.document import suffix_of

    try:
        suffix_of(path.name)
        return path.read_bytes().decode("utf-8", "replace")
    except NotUnderstood as reason:
        raise UsageError(f"{path}: {reason}") from reason
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason.strerror}") from reason


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as reason:
        raise UsageError(f"{path} cannot be written: {reason.strerror}") from reason


def _verify(options: argparse.Namespace) -> int:
    from grader.derivation.specfile import load_specification
    from grader.derivation.verify import verification_text, verify_derivation

    specification = load_specification(options.spec)
    text = _text(options.answer)
    found = verify_derivation(text, options.answer.name, specification, options.slips, options.seed)
    announce_lines(verification_text(found))
    return 0 if found.holds else 1
