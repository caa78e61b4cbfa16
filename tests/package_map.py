"""The README's map of packages, made from their docstrings.

    python -m tests.package_map      write it into README.md again

The order is that of the layers, from the command line down: imports point down the map.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from tests.test_layers import LAYERS

README = ROOT / "README.md"
BEGIN, END = "<!-- map of packages -->\n", "<!-- end of map -->\n"


def rows() -> Iterator[str]:
    """One row of the table for each package and each module beside the packages."""
    for layer in reversed(LAYERS):
        for name in sorted(set(layer) - {"__main__"}):
            module = ROOT / "grader" / f"{name}.py"
            yield from [_row(module, module)] if module.exists() else _packages(module)


def _packages(module: Path) -> Iterator[str]:
    for init in sorted(module.with_suffix("").rglob("__init__.py")):
        yield _row(init.parent, init)


def _row(shown: Path, source: Path) -> str:
    path = shown.relative_to(ROOT).as_posix()
    title = path if shown.suffix else f"{path}/"
    return f"| [`{title}`]({path}) | {first_sentence(source)} |\n"


def first_sentence(source: Path) -> str:
    """Return the first sentence of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(source.read_text("utf-8"))) or ""
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", paragraph)[0].replace("``", "`")


def package_map() -> str:
    """Return the table in Markdown."""
    return "".join(["| package | what it does |\n", "|---|---|\n", *rows()])


def replaced(text: str) -> str:
    """Return the text with the table between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{package_map()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(replaced(README.read_text("utf-8")), "utf-8")
