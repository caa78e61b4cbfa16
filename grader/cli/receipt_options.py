"""The files and options of the command that verifies a receipt.

This module imports nothing large.
"""

from __future__ import annotations

import argparse
from pathlib import Path

EPILOG = """\
It runs your file in the cases that were hidden, and compares verdicts and points.  Give it what
was published: the seal of the task sheet, the root, and the keys that sign it.{more}

Exit status 0: all that could be checked holds; 1: something differs; 2: wrong use, or a file that
is no receipt; 3: a fault of ours.

examples:
  {command} receipt.json reveal.zip answer.py
  {command} receipt.json reveal.zip answer.py --root root.json --signers allowed_signers
"""


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the files and options of the command."""
    verb.add_argument("receipt", type=Path, metavar="RECEIPT", help="your receipt")
    verb.add_argument("reveal", type=Path, metavar="REVEAL", help="the published reveal.zip")
    verb.add_argument("file", nargs="?", type=Path, metavar="FILE", help="what you handed in")
    verb.add_argument("--derivation", type=Path, metavar="FILE", help="your written derivation")
    verb.add_argument("--student", metavar="ID", help="your own id")
    verb.add_argument("--seal", metavar="DIGITS", help="as published; or a file")
    verb.add_argument("--root", type=Path, metavar="FILE", help="the published root.json")
    verb.add_argument("--signers", type=Path, metavar="FILE", help="the keys that sign the root")
    verb.add_argument("--signature", type=Path, metavar="FILE", help="default: beside the root")
    verb.add_argument("--json", action="store_true", help="for scripts")
