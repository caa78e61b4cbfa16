"""What a bundle is made from: the suite, the wheel, and the fixed files of each platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from grader.bundle.wheel import Wheel
from grader.model import Suite
from grader.suite.file import dumps


@dataclass(frozen=True, eq=False)
class Parts:
    """The suite and the wheel of a bundle, and the image that the platform starts, if it does.

    ``drawing`` has the key and the assignment, which students' own hidden numbers are drawn with;
    nothing where all have the same ones.
    """

    suite: Suite
    wheel: Wheel
    image: str
    drawing: Mapping[str, bytes] = field(default_factory=dict)

    def suite_and_wheel(self, suite_folder: str, wheel_folder: str) -> dict[str, bytes]:
        """Return the two in these folders, which are empty or end in a slash."""
        return {
            f"{suite_folder}suite.json": dumps(self.suite).encode(),
            f"{wheel_folder}wheels/{self.wheel.name}": self.wheel.content,
        }


def fixed(platform: str, **places: str) -> dict[str, bytes]:
    """Return fixed files of a platform, by their place in the bundle.

    Line ends are those of Linux, also where the grader was checked out on Windows.

    ``places`` maps a file's name, with ``_`` for its dot, to a place that is not the top.
    """
    folder = resources.files("grader.bundle").joinpath("files", platform)
    files = (file for file in folder.iterdir() if file.is_file())
    return {
        places.get(file.name.replace(".", "_"), file.name): _linux(file.read_bytes())
        for file in files
    }


def _linux(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n")
