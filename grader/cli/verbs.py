"""How a command introduces itself."""

from __future__ import annotations

import argparse
from typing import Any


def add_verb(verbs: Any, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    """A command with its summary, which is its description too, and its examples."""
    verb: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=summary,
        description=summary.capitalize() + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return verb
