"""The words of an assignment in another language, from ``assignment.<language>.yaml`` beside it.

That file has the keys of ``assignment.yaml`` that hold words or formulas, and no other.  What is a
list of entries with an ``id`` there is a mapping from ids to words here; a property that several
questions have is named ``question.id`` where its words differ.  The words take the place of those
in ``assignment.yaml`` before anything is read, so that one reader checks both; what has no words
keeps those of ``assignment.yaml``, and ``verify`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from grader.text.unknown_names import no_such
from grader.text.yaml_reader import Entry, read

FILE = "assignment.yaml"

_WORDS: Mapping[str, tuple[str, ...]] = {
    "steps": ("title",),
    "questions": ("title", "asked"),
    "misconceptions": ("title", "fix", "hints"),
    "properties": ("title", "broken"),
}
"""The words that each entry of a section needs."""

_FORMULAS: Mapping[str, tuple[str, ...]] = {
    "steps": ("formula",),
    "questions": ("formula",),
    "misconceptions": ("right", "wrong"),
}
"""Formulas may have words in them, and are mostly the same in every language."""

_LANGUAGE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
_SHEET = ("introduction", "formulas", "symbols", "rules")


def translation_file(folder: Path, language: str) -> Path:
    """Return where the words of a language are, if there are any."""
    return folder / f"assignment.{language}.yaml"


def languages_beside(folder: Path) -> tuple[str, ...]:
    """Return the languages that an assignment is translated into."""
    return tuple(sorted(path.name.split(".")[1] for path in folder.glob("assignment.*.yaml")))


def in_language(folder: Path, document: Entry, language: str) -> Entry:
    """Return the document with the words of a language, which its own ``language`` names else."""
    keys = document.fields()
    chosen = language or (keys["language"].text() if "language" in keys else "")
    document = _with(document, {"language": _text(chosen)}) if language else document
    path = translation_file(folder, chosen)
    has_words = _LANGUAGE.fullmatch(chosen) and path.exists()
    words = read(path, document.problems) if has_words else None
    return _translated(document, words) if words else document


def untranslated(folder: Path, language: str) -> Iterator[str]:
    """Yield what an assignment says and its translation does not."""
    document, words = (
        read(path, []) for path in (folder / FILE, translation_file(folder, language))
    )
    if document and words:
        quiet = replace(words, problems=[])
        for what in _missing(document.fields(), quiet.fields()):
            yield f"{words.file}: no words for {what}"


# --- words in the place of others -----------------------------------------------------------------


def _translated(document: Entry, words: Entry) -> Entry:
    keys = document.fields()
    given = words.fields((), ("title", "checks", "sheet", "case_names", *_WORDS))
    found: dict[str, yaml.Node] = {}
    for name, entry in given.items():
        if name == "case_names":
            found[name] = entry.node
        elif name not in keys:
            entry.problem(f"{FILE} has no '{name}'")
        elif name == "title":
            found[name] = entry.node
        elif name in ("checks", "sheet"):
            found[name] = _mapping(name, keys[name], entry).node
        else:
            found[name] = _entries(name, keys[name], entry)
    return _with(document, found)


def _mapping(name: str, entry: Entry, words: Entry) -> Entry:
    known = tuple(entry.fields()) if name == "checks" else _SHEET
    return _with(entry, {key: one.node for key, one in words.fields((), known).items()})


def _entries(section: str, entry: Entry, words: Entry) -> yaml.Node:
    """Return the section with the words of each of its entries."""
    items = _items(section, entry)
    given, used = words.fields(), set()
    made = []
    for item in items:
        names = [name for name in _names(item) if name in given]
        used.update(names)
        allowed = (*_WORDS[section], *_FORMULAS.get(section, ()))
        own = given[names[0]].fields((), allowed) if names else {}
        made.append(_with(item, {key: one.node for key, one in own.items()}).node)
    known = [name for item in items for name in _names(item)]
    for name in given.keys() - used - set(known):
        given[name].problem(no_such(f"{FILE} has in '{section}' no", name, known))
    listed = yaml.SequenceNode("tag:yaml.org,2002:seq", made, entry.node.start_mark)
    return _with(entry, {"each": listed}).node if section == "properties" else listed


def _items(section: str, entry: Entry) -> Sequence[Entry]:
    keys = entry.fields() if section == "properties" else {"each": entry}
    return keys["each"].items() if "each" in keys else ()


def _names(item: Entry) -> Sequence[str]:
    """Return the names of an entry, that of a property of one question first."""
    keys = item.fields() if item.is_mapping else {}
    if "id" not in keys:
        return ()
    name = keys["id"].text()
    of = keys["of"].items() if "of" in keys and keys["of"].is_list else ()
    return (*(f"{one.text()}.{name}" for one in of), name)


def _with(entry: Entry, nodes: Mapping[str, yaml.Node]) -> Entry:
    """Return the mapping with other values at these keys."""
    if not entry.is_mapping:
        return entry  # which its reader says
    old = [(key, nodes.get(key.value, value)) for key, value in entry.node.value]
    there = {key.value for key, _ in old}
    new = [(_text(name), node) for name, node in nodes.items() if name not in there]
    node = entry.node
    made = yaml.MappingNode(node.tag, [*old, *new], node.start_mark, node.end_mark)
    return replace(entry, node=made)


def _text(text: str) -> yaml.ScalarNode:
    start = yaml.Mark("--language", 0, 0, 0, None, 0)
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, start, start)


# --- words that are missing -----------------------------------------------------------------------


def _missing(keys: Mapping[str, Entry], given: Mapping[str, Entry]) -> Iterator[str]:
    if "title" not in given:
        yield from ("the title",)
    for name in ("checks", "sheet"):
        wanted = keys[name].fields() if name in keys else {}
        there = given[name].fields() if name in given else {}
        for key in wanted:
            if key not in there and key != "given":
                yield f"{name}: {key}"
    for section, needed in _WORDS.items():
        if section in keys:
            yield from _missing_in(section, needed, keys[section], given.get(section))


def _missing_in(
    section: str, needed: Sequence[str], entry: Entry, words: Entry | None
) -> Iterator[str]:
    given = words.fields() if words else {}
    for item in _items(section, entry):
        names, there = _names(item), item.fields()
        own = next((given[name].fields() for name in names if name in given), {})
        lacking = [key for key in needed if key in there and key not in own]
        if names and lacking:
            yield f"{section}: {names[-1]}: {', '.join(lacking)}"
