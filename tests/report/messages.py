"""The sentences that commands may say, found in the sources as ``xgettext`` finds them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

from grader.sandbox.probes import probes
from tests.conftest import ROOT
from tests.derivation.sentences import texts

SPEAKING = (
    *("assignment", "bundle", "cli", "cluster", "errors.py", "export", "files.py", "gradebook"),
    *("authoring", "derivation/specfile.py", "derivation/verify.py", "sandbox/inherited.py"),
    *("intake", "kit", "people", "receipts", "results", "sandbox/doctor.py", "sandbox/levels.py"),
    *("selfcheck", "suite", "text"),
)
"""What people at a terminal hear."""

WITHOUT_SENTENCES = (
    *("assignment/keys.py", "authoring/drafting.py", "authoring/templates/", "text/cells.py"),
    *("bundle/files", "kit/archive.py", "results/asking.py", "gradebook/database.py"),
    *("gradebook/decisions.py", "intake/roster_columns.py"),
    *("people/names.py", "cluster/facts.py", "intake/plain_folder.py"),
)
"""Scripts, statements of SQL, names of columns; and what is said in English."""

SENTENCE = re.compile(r"[a-z]{2,}'?,? [a-z({'`]|\} [a-z]{2,}|[a-z]{2,}:? [{'(`]")
NONE = re.compile(
    r"[A-Z]{4,} |s\.student NOT|import |<|from \w+ import|(python3 )?check.pyz|grader [a-z]|bash |"
    r"\{\}:\{\}: SyntaxError|math mrow |class display |"
    r"docker |"
    r"participant |\w+ TEXT|id INT|filename TEXT|attempt INT|content BLOB|isolation TEXT|grade BLOB"
    r"|why TEXT|Current \(|github |\{\} answer.py|\{\} receipt.json|--header|--reason|grader \{"
)
"""No sentence: code, SQL, commands, patterns of names."""

ELSEWHERE = {
    "from {} import *",
    'cat one/summary.md >> "$GITHUB_STEP_SUMMARY"',
    "a worker sends it once, in greeting",
    "killed and flagged",
    "an update that ends writes the page of the class",
    "making {} {}: some seconds, once",
}
"""Code, assertions, text to paste; and a sentence that has words with each of its reasons."""

COLUMNS = re.compile(
    r"(full|student|display|first|preferred first|given|last|family|user) name|apellido s|"
    r"nom de famille|submission (id|time)|student id|submitted at|points possible|test student|"
    r"student, test|the suite|values \{\}|isolation \{\}"
)
"""Names of columns in tables of platforms."""


def messages() -> Iterator[str]:
    """Yield the sentences, with ``{}`` where a value is filled in, each paragraph as one."""
    explanations = (ROOT / "grader" / "assignment" / "explanations.toml").read_text("utf-8")
    yield from (problem["means"] for problem in tomllib.loads(explanations)["problem"])
    yield from (probe.tries for probe in probes((), ""))
    for path in sorted((ROOT / "grader").rglob("*.py")):
        name = path.relative_to(ROOT / "grader").as_posix()
        if name.startswith(SPEAKING) and not name.startswith(WITHOUT_SENTENCES):
            for text in texts(ast.parse(path.read_text("utf-8"))):
                yield from filter(_is_sentence, _parts(re.sub(r"\{\w+(\.\w+)*\}", "{}", text)))


def _parts(text: str) -> Iterator[str]:
    """Yield paragraphs, and what stands behind the commands of an example."""
    for paragraph in re.split(r"\n\n|examples?:\n|(?<=\.)\n\{\}\n|^\{\}\n", text):
        lines = paragraph.strip("\n").split("\n")
        if any("  " in line.replace(".  ", ".") for line in lines):
            yield from (re.split(" {2,}", line)[-1] for line in lines)
        else:
            yield " ".join(lines)


def _is_sentence(text: str) -> bool:
    is_some = SENTENCE.search(text) and not NONE.match(text)
    return bool(is_some) and text not in ELSEWHERE and not COLUMNS.fullmatch(text)
