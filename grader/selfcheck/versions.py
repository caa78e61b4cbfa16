"""The Python and the numpy that a class is graded with, and those of a student's machine.

What an old numpy still has (``np.float_``) or a new Python newly understands works on one machine
and fails on the other.  A kit records the versions of the machine that makes it.
"""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Versions:
    """Versions by their first two numbers, such as ``3.11``: the third changes no behaviour."""

    python: str
    numpy: str

    @classmethod
    def here(cls) -> Versions:
        """Return the versions of this process."""
        import numpy as np  # loads a large library: a check does so once its process is started

        return cls(_first_two(platform.python_version()), _first_two(np.__version__))

    @classmethod
    def from_json(cls, text: str) -> Versions:
        """Read what ``to_json`` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Return the versions as JSON."""
        return json.dumps(asdict(self))


def _first_two(version: str) -> str:
    return ".".join(version.split(".")[:2])
