"""Keys of a YAML mapping that may be missing: each function has a default for them."""

from __future__ import annotations

from collections.abc import Mapping

from grader.text.yaml_reader import Entry


def text_at(keys: Mapping[str, Entry], name: str) -> str:
    """Return the text at a key; an empty one where the key is missing."""
    return keys[name].text() if name in keys else ""


def number_at(
    keys: Mapping[str, Entry], name: str, least: float, most: float, default: float
) -> float:
    """Return the number at a key, within bounds; the default where the key is missing."""
    return keys[name].number(least=least, most=most) if name in keys else default


def flag_at(keys: Mapping[str, Entry], name: str) -> bool:
    """Return the flag at a key; False where the key is missing."""
    return keys[name].flag() if name in keys else False


def items_at(keys: Mapping[str, Entry], name: str) -> tuple[Entry, ...]:
    """Return the entries of the list at a key; none where the key is missing."""
    return keys[name].items() if name in keys else ()


def texts_at(keys: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    """Return the texts of the list at a key; none where the key is missing."""
    return tuple(entry.text() for entry in items_at(keys, name))


def fields_at(keys: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    """Return the entries of the mapping at a key; none where the key is missing."""
    return keys[name].fields() if name in keys else {}
