"""The sentences of pages and messages, by language.

``texts/<language>.toml`` holds them in tables.  Code asks for a sentence by its dotted name and
fills in named values.  A sentence that depends on a number has two forms, ``one`` and ``many``.
In an archive for students the texts are JSON, which loads ten times as fast.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

FALLBACK = "en"


class Words:
    """The sentences of one language."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences
        start = "labels."
        self.labels: Mapping[str, str] = MappingProxyType(
            {name.removeprefix(start): s for name, s in sentences.items() if name.startswith(start)}
        )

    def __call__(self, name: str, **values: object) -> str:
        """Return a sentence with its values filled in.

        Raises
        ------
        KeyError
            The name or one of its values is missing.
        """
        sentence = self.sentences[name]
        return sentence.format_map(values) if values else sentence

    def count(self, name: str, number: float, **values: object) -> str:
        """Return the form of a sentence for a number, which it may contain as ``{n}``."""
        form = "one" if number == 1 else "many"
        return self(f"{name}.{form}", n=f"{number:g}", **values)

    def listed(self, things: tuple[str, ...]) -> str:
        """Join things with "and", as the language does."""
        return self._joined(things, "list.and")

    def either(self, things: tuple[str, ...]) -> str:
        """Join things with "or", as the language does."""
        return self._joined(things, "list.or")

    def sentence(self, text: str) -> str:
        """Return a title as a sentence."""
        stop = self("list.stop")
        return text if text.endswith((".", "?", "!", stop)) else f"{text}{stop}"

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Join sentences as the language does."""
        return self("list.between").join(sentences)

    def _joined(self, things: tuple[str, ...], last_joint: str) -> str:
        if len(things) < 2:
            return "".join(things)
        *first, last = things
        return f"{self('list.comma').join(first)}{self(last_joint)}{last}"


@functools.cache
def words_in(language: str) -> Words:
    """Return the sentences for a language tag such as ``zh-CN``, else English."""
    name = language.partition("-")[0].lower()
    known = name if name in languages() else FALLBACK
    return Words(dict(_flat(table("texts", known))))


def table(folder: str, language: str) -> dict[str, Any]:
    """Return the tables of a language in a folder of texts, empty where there is no such file."""
    files = resources.files("grader.report") / folder
    packed, written = files / f"{language}.json", files / f"{language}.toml"
    if packed.is_file():
        found: dict[str, Any] = json.loads(packed.read_text("utf-8"))
        return found
    if not written.is_file():
        return {}
    import tomllib

    return tomllib.loads(written.read_text("utf-8"))


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have texts."""
    folder = resources.files("grader.report") / "texts"
    names = (entry.name.partition(".") for entry in folder.iterdir())
    return tuple(sorted(name for name, _, suffix in names if suffix in ("toml", "json")))


def _flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{name}.")
        else:
            found.append((f"{above}{name}", value))
    return found
