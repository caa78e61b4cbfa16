"""Tell by its first bytes what a file is, whatever its name says."""

from __future__ import annotations

import re

ENOUGH = 256
"""Bytes at the beginning of a file that tell a notebook."""

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_ZEROS = (
    (re.compile(rb"[^\0]\0\0\0[^\0]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]\0\0\0[^\0]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"(?:[^\0]\0){3}", re.DOTALL), "utf-16-le"),
    (re.compile(rb"(?:\0[^\0]){3}", re.DOTALL), "utf-16-be"),
)
"""Where the zeros of Latin text lie in files without a mark."""

_FORMATS = (
    (b"PK\x03\x04", "a zip archive or an Office document (.docx, .xlsx)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"bplist00", "a web archive"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_MARKUP = re.compile(rb"\s*<[!?/a-zA-Z]")
_NOTEBOOK = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:cells|nbformat|metadata)"\s*:')
_ZEROS_IN_TEXT = 20
"""A text has less than one zero byte in so many bytes."""


def encoding_of(content: bytes) -> str:
    """Return the codec of a text with a byte order mark or in units of several bytes, else ''."""
    marked = next((codec for mark, codec in _MARKS if content.startswith(mark)), "")
    return marked or next((codec for zeros, codec in _ZEROS if zeros.match(content)), "")


def format_of(content: bytes) -> str:
    """Return in words what a file is that is no plain text, else an empty string."""
    for start, words in _FORMATS:
        if content.startswith(start):
            return words
    if _MARKUP.match(content):
        return "a web page or XML"
    if content.count(0) * _ZEROS_IN_TEXT > len(content):
        return "no text"
    return ""


def is_notebook(content: bytes) -> bool:
    """Return whether a text begins as the JSON of a notebook does."""
    return _NOTEBOOK.match(content) is not None
