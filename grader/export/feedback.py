"""Moodle's "upload multiple feedback files in a zip": each page in its student's folder.

    Jane Doe_12345_assignsubmission_file/feedback.html

Moodle goes by the number.  A file of the same name in a later upload takes the place of this one.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from grader.export.finding import Returned
from grader.text.clean import one_line

_IN_MEMORY = 8 * 2**20
_PIECE = 2**18
_LONGEST_NAME = 80
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def feedback_zip(returned: Iterable[Returned], page: Callable[[str], bytes]) -> Iterator[bytes]:
    """The zip in pieces, the same bytes for the same pages; ``page`` gives that of a student.

    Raises what ``page`` raises.
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


def folder(one: Returned) -> str:
    """The name of the folder.  An underscore in the name would shift the parts that follow."""
    name = re.sub(r'[_/\\:*?"<>|\x00-\x1f]', " ", one_line(one.name, characters=_LONGEST_NAME))
    name = " ".join(name.split()).lstrip("~. ")
    return f"{name or 'Participant'}_{one.id}_assignsubmission_file"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
