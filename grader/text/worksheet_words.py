"""The words of Moodle's grading worksheet, in many languages; the file beside this holds them.

Moodle writes the headers, and "yes" and "no", in the language of the person who downloads the
worksheet.  A language that is missing here is named with ``--header``.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from importlib import resources

_FILE = resources.files(__package__).joinpath("worksheet_words.toml")
_WORDS = tomllib.loads(_FILE.read_text("utf-8"))

HEADERS: Mapping[str, tuple[str, ...]] = {
    column: tuple(words) for column, words in _WORDS["headers"].items()
}
"""The headers of each column, the most specific first."""

NO: frozenset[str] = frozenset(_WORDS["no"])
"""The word "no" in the column "Grade can be changed"."""

YES: frozenset[str] = frozenset(_WORDS["yes"])
"""The word "yes" in that column."""


def comparable(text: str) -> str:
    """Return a header or a word without case, width and repeated spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".")
