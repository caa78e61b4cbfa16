"""The properties of an assignment, read from its YAML and from the file of their functions.

The functions run beside a student's module and import it, so the file is not executed here: it is
parsed, and the names that it binds at its left margin are looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
from grader.text.unknown_names import likely_meant, nearest, no_such
from grader.text.yaml_reader import Entry

_LONGEST = 50


def read_properties(entry: Entry, file: Path, questions: Sequence[Question]) -> Properties:
    """Return the properties that the entry declares; note its problems."""
    keys = entry.fields(PROPERTIES.required, PROPERTIES.optional)
    lengths = {k: _length(v) for k, v in fields_at(keys, "lengths").items()}
    draws = {k: _draw(v, lengths) for k, v in fields_at(keys, "draws").items()}
    companion = Companion(file.name, file.read_text("utf-8"))
    by_id = {question.id: question for question in questions}
    reader = _PropertyReader(by_id, draws, _names(companion, entry))
    declared = [reader.read(item) for item in items_at(keys, "each")]
    _check_order(declared, reader.doubtful)
    each = tuple(one for group in declared for one in group.properties)
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


@dataclass(frozen=True)
class _Declared:
    """An entry, with one property for each question that it is about."""

    entry: Entry
    keys: Mapping[str, Entry]
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class _PropertyReader:
    """Reads properties.

    Parameters
    ----------
    questions, draws
        By their ids and names.
    functions
        The names in the file of functions; none where it does not parse.
    doubtful
        The keys of properties whose question or function there is not.
    undrawn
        The draws that were missed before: each is said once.
    """

    questions: Mapping[str, Question]
    draws: Mapping[str, Draw]
    functions: frozenset[str]
    doubtful: set[str] = field(default_factory=set)
    undrawn: set[str] = field(default_factory=set)

    def read(self, entry: Entry) -> _Declared:
        """Return one property for each question that the entry is about."""
        keys = entry.fields(PROPERTY.required, PROPERTY.optional)
        properties = []
        for question in items_at(keys, "of"):
            if _known(question, self.questions, "question"):
                properties.append(self._property(entry, keys, self.questions[question.text()]))
            else:
                self.doubtful.add(f"{question.text()}.{text_at(keys, 'id')}")
        return _Declared(entry, keys, tuple(properties))

    def _property(self, entry: Entry, keys: Mapping[str, Entry], question: Question) -> Property:
        id = text_at(keys, "id")
        needs = [n for n in items_at(keys, "needs") if _known(n, self.questions, "question")]
        needed = tuple(dict.fromkeys((question.id, *(need.text() for need in needs))))
        read = Property(
            id=id,
            question=question.id,
            function=f"{question.id}_{id}",
            title=text_at(keys, "title"),
            broken=text_at(keys, "broken"),
            needs=needed,
            after=tuple(k for one in items_at(keys, "after") for k in _keys(one.text(), needed)),
            given=self._given(entry, keys, question),
            tolerance=number_at(keys, "tolerance", 0, 1, 0.0),
            attempt=text_at(keys, "try").replace("{f}", question.function),
            keeps_arguments=flag_at(keys, "keeps_arguments"),
        )
        if self.functions and read.function not in self.functions:
            what = "the file of properties has no"
            keys.get("id", entry).problem(no_such(what, read.function, self.functions))
            self.doubtful.add(read.key)
        return read

    def _given(
        self, entry: Entry, keys: Mapping[str, Entry], question: Question
    ) -> tuple[tuple[str, str], ...]:
        """Return the draw of each parameter; a missing one is said where it is given, once."""
        given = fields_at(keys, "given")
        pairs = [
            (name, given[name].text() if name in given else name) for name in question.parameters
        ]
        for name, draw in pairs:
            if draw not in self.draws and draw not in self.undrawn:
                given.get(name, entry).problem(no_such("there is no draw", draw, self.draws))
                self.undrawn.add(draw)
        return tuple(pairs)


def _keys(after: str, needed: Sequence[str]) -> Sequence[str]:
    """Return the keys: ``area.shape`` is one, ``shape`` is that of every question needed."""
    return [after] if "." in after else [f"{need}.{after}" for need in needed]


def _check_order(declared: Sequence[_Declared], doubtful: Collection[str]) -> None:
    """Note properties that wait for a later one: one pass over them must be enough."""
    known = {one.key for group in declared for one in group.properties}
    above: set[str] = set()
    for group in declared:
        for item in items_at(group.keys, "after"):
            waits = [
                (one.key, key)
                for one in group.properties
                for key in _keys(item.text(), one.needs)
                if key not in above and not _is_doubtful(key, doubtful)
            ]
            for own, other in waits[:1]:
                item.problem(f"'{own}' waits for '{other}', {_why_in_vain(other, known)}")
        for key in [one.key for one in group.properties]:
            if key in above:
                group.entry.problem(f"there is more than one property '{key}'")
            above.add(key)


def _why_in_vain(awaited: str, known: Collection[str]) -> str:
    if awaited in known:
        return "which is not above it"
    return f"and there is no such property{likely_meant(awaited, known)}"


def _is_doubtful(key: str, doubtful: Collection[str]) -> bool:
    """Return whether a property was likely declared, and something else is wrong with it."""
    ids = {other.partition(".")[2] for other in doubtful}
    return key.partition(".")[2] in ids or bool(nearest(key, doubtful))


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
