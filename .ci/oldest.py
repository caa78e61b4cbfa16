"""Print the oldest dependencies that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """Print a line ``name==oldest version`` for each dependency of the package."""
    for dependency in tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]:
        name, oldest = re.match(r"([\w-]+)>=([\w.]+)", dependency).groups()
        print(f"{name}=={oldest}")


main()
