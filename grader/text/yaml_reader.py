"""YAML read with the place of everything, so that all problems can be told at once.

PyYAML's node tree knows the line and column of each entry, which its loaded values have lost.
Reading goes through ``Entry``: what is not as it should be becomes a problem with its place and a
harmless value, and reading goes on.  Aliases, deep nesting and doubled keys are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from grader.errors import unreadable
from grader.text.unknown_names import nearest

_LARGEST = 1 << 20
_DEEPEST = 32


@dataclass(frozen=True, eq=False)
class Entry:
    """One node of a file, with the list that its problems go to."""

    node: yaml.Node
    file: str
    problems: list[str]

    def problem(self, text: str) -> None:
        """Note a problem at this place, once: ``file:line:column: text``."""
        problem = f"{self.place}: {text}"
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def place(self) -> str:
        """Where it stands: ``file:line:column``, of its own file, which may be another's part."""
        mark = self.node.start_mark
        return f"{mark.name}:{mark.line + 1}:{mark.column + 1}"

    @property
    def is_mapping(self) -> bool:
        """True if it is a mapping of keys to values."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """True if it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    def has(self, name: str, known: Collection[str] = ()) -> bool:
        """Return whether it is a mapping with this key, or with one misspelt for it.

        A key is misspelt if it is none of the ``known`` ones, and this one is the nearest.
        """
        pairs = self.node.value if self.is_mapping else ()
        keys = {str(key.value) for key, _ in pairs if isinstance(key, yaml.ScalarNode)}
        misspelt = keys.difference(known) if known else ()
        return name in keys or any(nearest(key, known) == name for key in misspelt)

    def fields(
        self, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Entry]:
        """The entries of a mapping by key.  Without names, every key is welcome.

        A misspelt key is one problem: its value is read as that of the key that was likely meant.
        """
        found = self._pairs()
        if not required and not optional:
            return {name: value for name, (_, value) in found.items()}
        meant = _meant_keys(found, (*required, *optional))
        for name, (key, _) in found.items():
            if meant[name] != name:
                key.problem(_unknown_key(name, meant[name], (*required, *optional)))
        for name in required:
            if name not in meant.values():
                self.problem(f"'{name}' is missing")
        return {meant[name] or name: value for name, (_, value) in found.items()}

    def children(self) -> Iterator[tuple[str, Entry]]:
        """Yield what is in it by name: the values of a mapping, the items of a list by their id."""
        for key, value in self.node.value if self.is_mapping else ():
            if isinstance(key, yaml.ScalarNode):
                yield str(key.value), self._at(value)
        for item in map(self._at, self.node.value if self.is_list else ()):
            for name, id in item.children():
                if name == "id" and isinstance(id.node, yaml.ScalarNode):
                    yield str(id.node.value), item

    def items(self) -> tuple[Entry, ...]:
        """The entries of a list."""
        if not self.is_list:
            self.problem("must be a list")
            return ()
        return tuple(self._at(node) for node in self.node.value)

    def text(self, *, empty: bool = False) -> str:
        """A string; whatever YAML would have made of it, as it was written."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.problem("must be a text")
            return ""
        words = str(self.node.value).strip()
        if not words and not empty:
            self.problem("must not be empty")
        return words

    def number(self, *, least: float, most: float) -> float:
        """A number within bounds, both included; ``1e-6`` is one, whatever YAML thinks of it."""
        try:
            value = float(self.node.value if isinstance(self.node, yaml.ScalarNode) else "")
        except ValueError:
            self.problem("must be a number")
            return least
        if not least <= value <= most:
            self.problem(f"must be a number from {least:g} to {most:g}, not {value:g}")
            return least
        return value

    def flag(self) -> bool:
        """true or false."""
        written = str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else ""
        if written not in ("true", "false"):
            self.problem("must be true or false")
        return written == "true"

    def _pairs(self) -> dict[str, tuple[Entry, Entry]]:
        if not self.is_mapping:
            self.problem("must be a mapping of keys to values")
            return {}
        found: dict[str, tuple[Entry, Entry]] = {}
        for key_node, value_node in self.node.value:
            key, value = self._at(key_node), self._at(value_node)
            name = key.text()
            if name in found:
                key.problem(f"'{name}' is given twice")
            found[name] = (key, value)
        return found

    def _at(self, node: yaml.Node) -> Entry:
        return Entry(node, self.file, self.problems)


def _meant_keys(names: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Return the known key that each name is, or is misspelt for; an empty text for others."""
    meant = {name: name if name in known else "" for name in names}
    for name in names:
        if not meant[name]:
            meant[name] = nearest(name, [key for key in known if key not in meant.values()])
    return meant


def _unknown_key(name: str, meant: str, known: Collection[str]) -> str:
    likely = f"did you mean '{meant}'?" if meant else f"known are {', '.join(known)}"
    return f"unknown key '{name}'; {likely}"


def read(path: Path, problems: list[str]) -> Entry | None:
    """The document in this file, or None with the reason among the problems."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        problems.append(f"{path.name}: cannot be read: {unreadable(error)}")
        return None
    return read_text(text, path.name, problems)


def read_text(text: str, name: str, problems: list[str]) -> Entry | None:
    """The document in the text of a file of this name, or None as ``read`` does."""
    try:
        if len(text) > _LARGEST:
            raise ValueError(f"is larger than {_LARGEST >> 10} KiB")
        _refuse_tricks(text)
        node = _composed(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        problems.append(f"{name}{place}: not YAML: {error.problem}")
        return None
    except (ValueError, yaml.YAMLError) as error:
        problems.append(f"{name}: {error}")
        return None
    if node is None:
        problems.append(f"{name}: is empty")
        return None
    return Entry(node, name, problems)


def _composed(text: str, name: str) -> yaml.Node | None:
    """Return the root of a document whose nodes know the name of their file."""
    loader = yaml.SafeLoader(text)
    try:
        loader.name = name
        return loader.get_single_node()
    finally:
        loader.dispose()


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise ValueError(f"line {line}: aliases (*name) are not allowed")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"is nested more than {_DEEPEST} deep")
