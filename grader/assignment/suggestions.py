"""Automatic mistakes to adopt: which ones, made by how many, and what to paste for each.

An instructor who gives an automatic mistake words of its own has a described one: it is named, it
is carried forward, and it is looked for together with others.
"""

from __future__ import annotations

import ast
import copy
import itertools
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import Assignment
from grader.errors import UsageError, unreadable
from grader.model import FitKind
from grader.suite.automatic.edits import ARRAY_MODULE, Edit
from grader.suite.automatic.lines import AutomaticLine, automatic_lines
from grader.suite.automatic.notation import Notation
from grader.suite.automatic.syntax import StepSource
from grader.suite.automatic.words import sentence, words_to_replace

GRADES = "grades.json"
"""The file of a results folder that says what fits whose answers."""


@dataclass(frozen=True)
class Suggestion:
    """An automatic mistake that could be described.

    Parameters
    ----------
    text
        What pages say of it now.
    questions
        The ids of the questions that it was seen in, or can be.
    students
        How many students' answers it fits; 0 where no results were looked at.
    words, line
        What to paste into ``assignment.yaml`` and into the file of misconceptions.
    """

    text: str
    questions: tuple[str, ...]
    students: int
    words: str
    line: str


def possible_suggestions(assignment: Assignment) -> Iterator[Suggestion]:
    """Yield every automatic mistake that answers to the assignment can show, the simplest first.

    Raises
    ------
    AssignmentError
        The assignment cannot be built.
    """
    seen: dict[str, list[str]] = {}
    for question in build(assignment, seed=0).questions:
        for mistake in question.automatic.mistakes:
            seen.setdefault(mistake.text, []).append(question.id)
    for text, named in _by_text(assignment).items():
        if text in seen:
            yield _suggestion(assignment, named, text, seen[text], 0)


def matched_suggestions(assignment: Assignment, results: Path) -> Iterator[Suggestion]:
    """Yield the automatic mistakes that fit students' answers, the most frequent first.

    Parameters
    ----------
    assignment
        The assignment that was graded.
    results
        The folder of results.

    Raises
    ------
    UsageError
        The folder has no grades, or they cannot be read.
    """
    by_text = _by_text(assignment)
    students: Counter[str] = Counter()
    questions: dict[str, list[str]] = {}
    for found in _fits(results):
        students.update({text for _, text in found})
        for question, text in found:
            questions.setdefault(text, []).append(question)
    for text, count in sorted(students.items(), key=lambda one: (-one[1], one[0])):
        if text in by_text:
            asked = list(dict.fromkeys(questions[text]))
            yield _suggestion(assignment, by_text[text], text, asked, count)


def _fits(results: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield for each student the questions with an edit that fits, and its sentence."""
    path = results / GRADES
    try:
        students = json.loads(path.read_text("utf-8"))["students"]
        for student in students:
            yield [
                (question["id"], fit["text"])
                for question in student["questions"]
                for fit in question.get("fits", ())
                if fit["kind"] == FitKind.EDIT.value
            ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = unreadable(error) if isinstance(error, OSError | ValueError) else "it is damaged"
        raise UsageError(
            f"{path}: these are no grades that can be read: {why}; `grader report` writes them"
        ) from error


@dataclass(frozen=True)
class _NamedLine:
    """An edit, and the id of the misconception that it would be."""

    line: AutomaticLine
    id: str


def _by_text(assignment: Assignment) -> Mapping[str, _NamedLine]:
    """Return every edit by its sentence, of equal ones the simplest; the simplest first."""
    outline = assignment.outline
    titles = {step.id: step.title for step in outline.steps}
    lines = automatic_lines(outline.program) if outline.program else ()
    found: dict[str, _NamedLine] = {}
    taken = {known.id for known in outline.misconceptions}
    for line in sorted(lines, key=lambda one: one.edit.complexity(one.edit.step)):
        text = sentence(line.edit, titles.get(line.edit.step, ""), outline.language)
        if text not in found:
            found[text] = _NamedLine(line, _free_id(line, taken))
            taken.add(found[text].id)
    return found


def _suggestion(
    assignment: Assignment, named: _NamedLine, text: str, questions: Iterable[str], students: int
) -> Suggestion:
    return Suggestion(
        text=text,
        questions=tuple(questions),
        students=students,
        words=_words(assignment, named.line, named.id),
        line=_wrong_line(named.line, named.id),
    )


def _free_id(line: AutomaticLine, taken: Collection[str]) -> str:
    plain = sentence(line.edit, "", "en").removeprefix("the ")
    id = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    further = (f"{id}_{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([id], further) if one not in taken)


def _words(assignment: Assignment, line: AutomaticLine, id: str) -> str:
    """Return the entry of ``assignment.yaml``, which loads as it is and waits for better words."""
    edit, language = line.edit, assignment.outline.language
    formulas = {step.id: step.formula.latex for step in assignment.outline.steps}
    title = sentence(edit, "", language)
    fix, hint = words_to_replace(edit.step, language)
    entry = {
        "id": id,
        "title": title.replace("the ", "The ", 1) if title.startswith("the ") else title,
        "step": edit.step,
        "right": formulas.get(edit.step) or f"\\text{{{edit.step}}}",
        "wrong": f"\\class{{wrong}}{{\\text{{{_formula(edit)}}}}}",
        "fix": fix,
    }
    lines = [f"    {key}: {_quoted(value)}" for key, value in entry.items()]
    lines[0] = f"  - {lines[0].strip()}"
    return "\n".join([*lines, f"    hints: [{_quoted(hint)}]"])


def _formula(edit: Edit) -> str:
    """Return the edited formula without the characters that LaTeX takes for commands."""
    returned = (node for node in ast.walk(edit.function) if isinstance(node, ast.Return))
    values = [node.value for node in returned if node.value]
    plain = _WithoutConversions().visit(copy.deepcopy(values[-1]))
    text = f"{edit.step} = {Notation(StepSource(edit.function).bindings)(plain)}"
    return re.sub(r"[\\{}$&#^_%~]", " ", text.replace(f"{ARRAY_MODULE}.", ""))


class _WithoutConversions(ast.NodeTransformer):
    """Leaves out that an edit makes an array of a number, which no formula shows."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        is_conversion = ast.unparse(node.func) == f"{ARRAY_MODULE}.asarray"
        return node.args[0] if is_conversion else node


def _quoted(text: str) -> str:
    """Return the text for YAML, where a quotation mark within one is written twice."""
    return text if re.fullmatch(r"\w+", text) else "'" + text.replace("'", "''") + "'"


def _wrong_line(line: AutomaticLine, id: str) -> str:
    """Return the entry of the file of misconceptions: a lambda, or a function before it."""
    function = line.edit.function
    statements = [one for one in function.body if not _is_docstring(one)]
    if len(statements) == 1 and isinstance(statements[0], ast.Return) and statements[0].value:
        names = ", ".join(argument.arg for argument in function.args.args)
        value = f"lambda {names}: {_code(statements[0].value)}"
        return f'    "{id}": {{"{line.edit.step}": {value}}},'
    named = ast.FunctionDef(**{**vars(function), "name": f"_{id}", "body": statements})
    return f'{_code(named)}\n\n    "{id}": {{"{line.edit.step}": _{id}}},'


def _code(node: ast.AST) -> str:
    return ast.unparse(node).replace(f"{ARRAY_MODULE}.", "np.")


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
