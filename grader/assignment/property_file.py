"""The properties of an assignment, read from its YAML and from the file of their functions.

The functions run beside a student's module and import it, so the file is not executed here: it is
parsed, and the names that it binds at its left margin are looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.model import Companion, Draw, Properties, Property, Question
from grader.text.yaml_reader import Entry

_LONGEST = 50


def read_properties(entry: Entry, file: Path, questions: Sequence[Question]) -> Properties:
    """What the entry declares; what is wrong with it becomes problems of the entry."""
    keys = entry.fields(("lengths", "draws", "each"))
    lengths = {k: _length(v) for k, v in _fields(keys, "lengths").items()}
    draws = {k: _draw(v, lengths) for k, v in _fields(keys, "draws").items()}
    companion = Companion(file.name, file.read_text("utf-8"))
    functions = _names(companion, entry)
    by_id = {question.id: question for question in questions}
    each = tuple(
        one
        for item in (keys["each"].items() if "each" in keys else ())
        for one in _properties(item, by_id, draws, functions)
    )
    _check_after(entry, each)
    return Properties(companion, lengths, draws, each)


def _length(entry: Entry) -> tuple[int, int]:
    ends = [int(end.number(least=1, most=_LONGEST)) for end in entry.items()]
    if len(ends) != 2 or ends[0] > ends[1]:
        entry.problem("must be two numbers, the least and the greatest length")
        return (1, 1)
    return (ends[0], ends[1])


def _draw(entry: Entry, lengths: Mapping[str, object]) -> Draw:
    keys = entry.fields(("shape",), ("most", "least", "first", "one_hot"))
    shape = tuple(name.text() for name in keys["shape"].items()) if "shape" in keys else ()
    for name in shape:
        if name not in lengths:
            entry.problem(f"there is no length '{name}'")
    return Draw(
        shape=shape,
        most=keys["most"].number(least=0, most=1e6) if "most" in keys else Draw.most,
        least=keys["least"].number(least=0, most=1e6) if "least" in keys else Draw.least,
        first=keys["first"].number(least=-1e6, most=1e6) if "first" in keys else None,
        one_hot=keys["one_hot"].flag() if "one_hot" in keys else False,
    )


def _properties(
    entry: Entry,
    questions: Mapping[str, Question],
    draws: Mapping[str, Draw],
    functions: frozenset[str],
) -> list[Property]:
    """One for each question that the entry is about."""
    keys = entry.fields(
        ("id", "of", "title", "broken", "tolerance"), ("needs", "after", "given", "try")
    )
    of = keys["of"].items() if "of" in keys else ()
    return [
        _property(entry, keys, questions[question.text()], questions, draws, functions)
        for question in of
        if _known(question, questions, "question")
    ]


def _property(
    entry: Entry,
    keys: Mapping[str, Entry],
    question: Question,
    questions: Mapping[str, Question],
    draws: Mapping[str, Draw],
    functions: frozenset[str],
) -> Property:
    id = keys["id"].text() if "id" in keys else ""
    needs = [need for need in _items(keys, "needs") if _known(need, questions, "question")]
    needed = tuple(dict.fromkeys((question.id, *(need.text() for need in needs))))
    given = {name: draw.text() for name, draw in _fields(keys, "given").items()}
    pairs = tuple((name, given.get(name, name)) for name in question.parameters)
    for name in [draw for _, draw in pairs if draw not in draws]:
        entry.problem(f"there is no draw '{name}'")
    function = f"{question.id}_{id}"
    if functions and function not in functions:
        entry.problem(f"the file of properties has no '{function}'")
    return Property(
        id=id,
        question=question.id,
        function=function,
        title=keys["title"].text() if "title" in keys else "",
        broken=keys["broken"].text() if "broken" in keys else "",
        needs=needed,
        after=tuple(k for one in _items(keys, "after") for k in _keys(one.text(), needed)),
        given=pairs,
        tolerance=keys["tolerance"].number(least=0, most=1) if "tolerance" in keys else 0.0,
        attempt=keys["try"].text().format(f=question.function) if "try" in keys else "",
    )


def _keys(after: str, needed: Sequence[str]) -> Sequence[str]:
    """``area.shape`` is one property, ``shape`` that of every question that is needed."""
    return [after] if "." in after else [f"{need}.{after}" for need in needed]


def _check_after(entry: Entry, each: Sequence[Property]) -> None:
    """A property comes after what it waits for, so that one pass over them is enough."""
    seen: set[str] = set()
    for one in each:
        if one.key in seen:
            entry.problem(f"there is more than one property '{one.key}'")
        for key in [key for key in one.after if key not in seen]:
            entry.problem(f"'{one.key}' waits for '{key}', which is not above it")
        seen.add(one.key)


def _names(companion: Companion, entry: Entry) -> frozenset[str]:
    try:
        body = ast.parse(companion.source).body
    except SyntaxError as error:
        entry.problem(f"{companion.filename}:{error.lineno}: SyntaxError: {error.msg}")
        return frozenset()
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    assigned = {
        target.id
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(functions | assigned)


def _known(entry: Entry, known: Mapping[str, object], noun: str) -> bool:
    name = entry.text()
    if name not in known:
        entry.problem(f"there is no {noun} '{name}'")
    return name in known


def _items(keys: Mapping[str, Entry], name: str) -> tuple[Entry, ...]:
    return keys[name].items() if name in keys else ()


def _fields(keys: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    return keys[name].fields() if name in keys else {}
