"""The tables of keys in reference/README.md, made from those that the reader uses.

python -m tests.key_reference      write them into the document again
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.assignment.keys import ASSIGNMENT, TABLES, Key, KeyTable
from tests.conftest import ROOT

DOCUMENT = ROOT / "reference" / "README.md"
BEGIN, END = "<!-- tables of keys -->\n", "<!-- end of tables -->\n"


def tables() -> Iterator[str]:
    """One heading and one table for each mapping."""
    yield from _table("The document", ASSIGNMENT)
    for name, table in TABLES.items():
        yield from _table(f"`{name}`", table)


def _table(heading: str, table: KeyTable) -> Iterator[str]:
    yield f"\n### {heading}\n\n"
    yield "| key | what it holds | without it | example or choices |\n|---|---|---|---|\n"
    yield from map(_row, table.keys)


def _row(key: Key) -> str:
    default = "**required**" if key.required else str(key.default)
    shown = ", ".join(key.choices) or key.example
    kind = key.type.replace("{", "of each name: ").replace("}", "").replace("[", "list of ")
    what = f"{key.words} ({kind.replace(']', '')})"
    return f"| `{key.name}` | {what} | {default} | {_code(shown)} |\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def replaced(text: str) -> str:
    """The document with the tables as they are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "".join([before, BEGIN, *tables(), "\n", END, after])


if __name__ == "__main__":
    DOCUMENT.write_text(replaced(DOCUMENT.read_text("utf-8")), "utf-8")
