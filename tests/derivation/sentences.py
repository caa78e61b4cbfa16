"""The sentences that the checker and its report may say, found in their sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.conftest import ROOT

FOLDER = ROOT / "grader" / "derivation"
SAID_ELSEWHERE = ("specfile", "verify", "process")
"""What is said to instructors and to the program."""

SENTENCE = re.compile(r"['a-z{(][^\\^$|?*]*( [^\\^$|?*]*){2,}")

NO_SENTENCES = {
    *("missing sum {}", "{before} → {after}", "{} & ", "{} of a sample", "{} {} {}"),
    *("cell {}, ", "{}   {}", "{}  {}", "{} = {}"),
}
IN_TEMPLATE = re.compile(r'_\("([^"]+)"\)')
LIST_OF_NAMES = re.compile(r"\b(?:gather|alpha) ")


def sentences() -> set[str]:
    """Return every sentence, with ``{}`` where a value is filled in."""
    template = FOLDER / "reporting" / "templates" / "derivation.html.j2"
    return {*IN_TEMPLATE.findall(template.read_text("utf-8"))} | {
        sentence
        for path in sorted(FOLDER.rglob("*.py"))
        if path.relative_to(FOLDER).parts[0].removesuffix(".py") not in SAID_ELSEWHERE
        for sentence in texts(ast.parse(path.read_text("utf-8")))
        if SENTENCE.fullmatch(sentence)
        and sentence not in NO_SENTENCES
        and not LIST_OF_NAMES.search(sentence)
        and "-src " not in sentence
    }


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the strings in a tree that are no documentation."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (getattr(part, "value", "") for part in node.values)
        yield "".join(part if isinstance(part, str) else "{}" for part in parts)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from texts(child)
