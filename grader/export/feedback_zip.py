"""Moodle's "upload multiple feedback files in a zip": each page in its student's folder.

    Jane Doe_12345_assignsubmission_file/feedback.html

Moodle identifies the student by the number.  A later upload of the same name replaces the file.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from grader.export.finding import GradedRow
from grader.text.clean import one_line

_IN_MEMORY = 8 * 2**20
_PIECE = 2**18
_LONGEST_NAME = 80
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def feedback_zip(returned: Iterable[GradedRow], page: Callable[[str], bytes]) -> Iterator[bytes]:
    """Yield the zip in chunks; equal pages give equal bytes.

    Parameters
    ----------
    returned : iterable of GradedRow
    page : callable
        Returns the page of a student; its exceptions pass through.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in returned:
                if one.id:
                    entry = zipfile.ZipInfo(f"{folder(one)}/feedback.html", _EARLIEST)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    entry.external_attr = 0o644 << 16
                    archive.writestr(entry, page(one.student))
        file.seek(0)
        yield from _pieces(file)


def folder(one: GradedRow) -> str:
    """Return the folder's name for Moodle.

    An underscore in the student's name would shift the parts that Moodle splits the name into, so
    underscores become spaces.
    """
    name = re.sub(r'[_/\\:*?"<>|\x00-\x1f]', " ", one_line(one.name, characters=_LONGEST_NAME))
    name = " ".join(name.split()).lstrip("~. ")
    return f"{name or 'Participant'}_{one.id}_assignsubmission_file"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
