"""The sentence that says an edit, by language.

``texts/<language>.toml`` has a table for each kind and a sentence for each form.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources

from grader.suite.automatic.edits import Edit

FALLBACK = "en"


def sentence(edit: Edit, title: str, language: str) -> str:
    """Return the sentence that says an edit.

    Parameters
    ----------
    edit
        The edit.
    title
        What the edited step is called; it may be empty.
    language
        A language of the texts; another one has the sentences of ``FALLBACK``.
    """
    texts = _texts(language)
    step = texts["step"]["titled"].format(step=edit.step, title=title) if title else edit.step
    return texts[edit.kind.value][edit.form].format(step=step, **edit.facts)


def words_to_replace(step: str, language: str) -> tuple[str, str]:
    """Return a fix and a hint that stand in for those that an instructor is to write."""
    texts = _texts(language)["suggested"]
    return texts["fix"], texts["hint"].format(step=step)


@functools.cache
def _texts(language: str) -> Mapping[str, Mapping[str, str]]:
    folder = resources.files("grader.suite.automatic").joinpath("texts")
    file = folder.joinpath(f"{language}.toml")
    if not file.is_file():
        file = folder.joinpath(f"{FALLBACK}.toml")
    return tomllib.loads(file.read_text("utf-8"))
