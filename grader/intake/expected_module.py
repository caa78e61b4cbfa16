"""The module that a student should hand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from grader.model import Suite
from grader.text import cells


@dataclass(frozen=True)
class ExpectedModule:
    """The file name of the module, and the functions that it should define.

    ``derivation`` is the file name of the written derivation, empty where none is asked for.
    """

    module: str
    functions: tuple[str, ...] = ()
    derivation: str = ""

    @classmethod
    def of(cls, suite: Suite) -> ExpectedModule:
        """Return the module that a suite calls."""
        names = dict.fromkeys(question.function for question in suite.questions)
        derivation = suite.derivation.file if suite.derivation else ""
        return cls(suite.module, tuple(names), derivation)

    @property
    def stem(self) -> str:
        """The module's name without its suffix."""
        return self.module.removesuffix(".py")

    @property
    def files(self) -> tuple[str, str]:
        """The accepted file names: the module, or a notebook of the same name."""
        return self.module, f"{self.stem}{cells.SUFFIX}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which a folder is known to be one student's."""
        return (*self.files, self.derivation) if self.derivation else self.files

    def defined_in(self, source: bytes) -> int:
        """Return how many of the functions a text seems to define.

        A regular expression reads the lines: a parser can be made to hang or crash, and this
        process is no sandbox.
        """
        return len({found[1] or found[2] for found in self._definition.finditer(source)})

    @cached_property
    def _definition(self) -> re.Pattern[bytes]:
        names = "|".join(map(re.escape, self.functions)) or r"(?!)"
        pattern = rf"^[ \t]*(?:async[ \t]+)?def[ \t]+({names})[ \t]*\(|^({names})[ \t]*=(?!=)"
        return re.compile(pattern.encode(), re.MULTILINE)
