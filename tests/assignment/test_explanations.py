"""Every problem that the reader, the builder or ``verify`` can say has an explanation."""

import ast
import re
import shutil

import pytest

from grader.assignment.explanations import explanation
from grader.cli import main
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
SAYING = ("problem", "_problem", "no_such", "append")
FILES = [
    *sorted((ROOT / "grader" / "assignment").glob("*.py")),
    ROOT / "grader" / "text" / "yaml_reader.py",
]
LATER = {
    "further_seeds.py",
    "suggestions.py",
    "per_student.py",
    "explanations.py",
    "unknown_names.py",
}
"""They say nothing of an assignment's folder, or what others give them."""


def said_in(path):
    """The texts that a file says, with an x for each value."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            yield from map(text_of, node.args) if name in SAYING else ()
        elif isinstance(node, ast.Yield) and node.value is not None:
            yield text_of(node.value)


def text_of(node):
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(v.value if isinstance(v, ast.Constant) else "x" for v in values)
        case ast.Call(func=ast.Name(id="no_such"), args=[first, *_]):
            return f"{text_of(first)} 'x'"
    return ""


MESSAGES = sorted(
    {
        text
        for path in FILES
        if path.name not in LATER
        for text in said_in(path)
        if re.search(r"[a-z]{2,} ?[a-z]{2}", text)
    }
)


def test_messages_are_found_where_they_are_said():
    assert len(MESSAGES) > 40


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_has_an_explanation(message):
    assert explanation(message)


def test_verify_explains_each_problem_once(tmp_path, capsys):
    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    path = folder / "assignment.yaml"
    text = path.read_text().replace("title: Logistic", "name: Logistic")
    path.write_text(text.replace("module: log", "file: log"))

    assert main(["verify", str(folder), "--explain"]) == 2

    said = capsys.readouterr().err
    assert said.count("is required here") == 1
    assert said.count("A key that nothing reads is probably misspelt") == 1
