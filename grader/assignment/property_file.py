"""The properties of an assignment, read from its YAML and from the file of their functions.

The functions run beside a student's module and import it, so the file is not executed here: it is
parsed, and the names that it binds at its left margin are looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.assignment.keys import DRAW, PROPERTIES, PROPERTY
from grader.assignment.optional_keys import (
    fields_at,
    flag_at,
    items_at,
    number_at,
    text_at,
    texts_at,
)
from grader.model import Companion, Draw, Properties, Property, Question
from grader.text.unknown_names import no_such
from grader.text.yaml_reader import Entry

_LONGEST = 50


def read_properties(entry: Entry, file: Path, questions: Sequence[Question]) -> Properties:
    """Return the properties that the entry declares; note its problems."""
    keys = entry.fields(PROPERTIES.required, PROPERTIES.optional)
    lengths = {k: _length(v) for k, v in fields_at(keys, "lengths").items()}
    draws = {k: _draw(v, lengths) for k, v in fields_at(keys, "draws").items()}
    companion = Companion(file.name, file.read_text("utf-8"))
    functions = _names(companion, entry)
    by_id = {question.id: question for question in questions}
    each = tuple(
        one for item in items_at(keys, "each") for one in _properties(item, by_id, draws, functions)
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
    keys = entry.fields(DRAW.required, DRAW.optional)
    shape = texts_at(keys, "shape")
    for name in shape:
        if name not in lengths:
            entry.problem(no_such("there is no length", name, lengths))
    return Draw(
        shape=shape,
        most=number_at(keys, "most", 0, 1e6, Draw.most),
        least=number_at(keys, "least", 0, 1e6, Draw.least),
        first=keys["first"].number(least=-1e6, most=1e6) if "first" in keys else None,
        one_hot=flag_at(keys, "one_hot"),
    )


def _properties(
    entry: Entry,
    questions: Mapping[str, Question],
    draws: Mapping[str, Draw],
    functions: frozenset[str],
) -> list[Property]:
    """Return one property for each question that the entry is about."""
    keys = entry.fields(PROPERTY.required, PROPERTY.optional)
    return [
        _property(entry, keys, questions[question.text()], questions, draws, functions)
        for question in items_at(keys, "of")
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
    id = text_at(keys, "id")
    needs = [need for need in items_at(keys, "needs") if _known(need, questions, "question")]
    needed = tuple(dict.fromkeys((question.id, *(need.text() for need in needs))))
    given = {name: draw.text() for name, draw in fields_at(keys, "given").items()}
    pairs = tuple((name, given.get(name, name)) for name in question.parameters)
    for name in [draw for _, draw in pairs if draw not in draws]:
        entry.problem(no_such("there is no draw", name, draws))
    function = f"{question.id}_{id}"
    if functions and function not in functions:
        entry.problem(f"the file of properties has no '{function}'")
    return Property(
        id=id,
        question=question.id,
        function=function,
        title=text_at(keys, "title"),
        broken=text_at(keys, "broken"),
        needs=needed,
        after=tuple(k for one in items_at(keys, "after") for k in _keys(one.text(), needed)),
        given=pairs,
        tolerance=number_at(keys, "tolerance", 0, 1, 0.0),
        attempt=text_at(keys, "try").format(f=question.function),
        keeps_arguments=flag_at(keys, "keeps_arguments"),
    )


def _keys(after: str, needed: Sequence[str]) -> Sequence[str]:
    """Return the keys: ``area.shape`` is one, ``shape`` is that of every question needed."""
    return [after] if "." in after else [f"{need}.{after}" for need in needed]


def _check_after(entry: Entry, each: Sequence[Property]) -> None:
    """Note properties that wait for a later one: one pass over them must be enough."""
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
        entry.problem(no_such(f"there is no {noun}", name, known))
    return name in known
