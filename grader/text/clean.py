"""What a stranger's text may become before a person, a browser or a spreadsheet reads it.

A student's name, code, output and exceptions are raw: they may steer a terminal, reverse the
direction of a line, start a spreadsheet formula or climb out of a folder.  Here they lose that
power and nothing else: what is taken away is shown, and what is cut off is said.
"""

from __future__ import annotations

import re
import unicodedata

TRUNCATED = "[... truncated]"

_PLAIN = re.compile(r"[ -~\n\t]*")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Mc", "Me"))
_MOST_MARKS = 4
"""Combining marks on one letter: Vietnamese needs two, and forty paint over the lines above."""

_LONGEST_CELL = 500
_STARTS_FORMULA = ("=", "+", "-", "@", "|", "%")

_LONGEST_NAME = 80
_HASHED = re.compile(r".*-[0-9a-f]{10}", re.DOTALL)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.DOTALL)


def clean(text: str | bytes, *, lines: int = 60, characters: int = 4000) -> str:
    """The text with everything visible that acts without being seen, cut to a size for reading.

    Control, format, surrogate, private and unassigned characters become ``\\xNN`` or ``\\uNNNN``;
    so do the fifth and later combining marks in a row.  Line breaks and tabs stay.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    kept = text[: characters + 1].replace("\r\n", "\n")
    shown = kept if _PLAIN.fullmatch(kept) else _visible(kept)
    whole = len(text) <= characters and len(shown) <= characters
    cut = shown[:characters]
    if cut.rstrip("\n").count("\n") >= lines:
        cut, whole = "\n".join(cut.split("\n", lines)[:lines]), False
    if whole:
        return cut
    return f"{cut}\n{TRUNCATED}" if "\n" in cut else f"{cut} {TRUNCATED}"


def one_line(text: str | bytes, *, characters: int = 200) -> str:
    """``clean`` for a place with room for one line: breaks and tabs become spaces."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return clean(" ".join(text[: 2 * characters].split()), characters=characters)


def csv_cell(value: object) -> str | int | float:
    """The value as a spreadsheet may have it: numbers as they are, text that starts no formula."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = clean(str(value), characters=_LONGEST_CELL).replace("\n", " ").replace("\t", " ")
    start = unicodedata.normalize("NFKC", text.lstrip()[:1])  # a wide sign starts a formula too
    return f"'{text}" if start in _STARTS_FORMULA else text


def file_name(student: str) -> str:
    """A name for this student's files that is safe in any folder; no two students share one
    where file systems tell upper from lower case.

    A name that had to be changed ends in a digest of the one that it stands for.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", unicodedata.normalize("NFKC", student))
    safe = safe[:_LONGEST_NAME].strip("._-")
    if not safe or _DEVICE.fullmatch(safe):
        safe = f"student_{safe}".rstrip("_")
    if safe == student and not _HASHED.fullmatch(student):
        return safe
    import hashlib  # loads a large library: only where it is needed

    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{safe}-{digest[:10]}"


def page_name(student: str) -> str:
    """Where this student's page lies beside the page of the class."""
    return f"students/{file_name(student)}.html"


def _visible(text: str) -> str:
    marks = 0
    shown = []
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        hidden = category in _INVISIBLE and character not in "\n\t"
        shown.append(_code(character) if hidden or marks > _MOST_MARKS else character)
    return "".join(shown)


def _code(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
