"""Blocks of text for other systems, as HTML, Markdown or plain text.

A student's code, exceptions and file names are in these texts.  In HTML they are escaped; in
Markdown each sign with a meaning gets a backslash, and code gets a fence that it cannot close.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$:@/=])")
_FENCE = re.compile("`+")


@dataclass(frozen=True)
class TextBlock:
    """A paragraph, a title, lines of code, or lines that unfold under the first of them."""

    kind: Literal["text", "title", "code", "folded"]
    text: str


def html(blocks: Iterable[TextBlock]) -> str:
    """Return the blocks as HTML without attributes."""
    return "\n".join(map(_html, blocks))


def markdown(blocks: Iterable[TextBlock]) -> str:
    """Return the blocks as Markdown."""
    return "\n\n".join(map(_markdown, blocks))


def plain(blocks: Iterable[TextBlock]) -> str:
    """Return the blocks as plain text; code is indented."""
    return "\n".join(
        textwrap.indent(block.text, "    ") if block.kind == "code" else block.text
        for block in blocks
    )


def markdown_text(text: str) -> str:
    """Return a text as Markdown that shows it and nothing else."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _html(block: TextBlock) -> str:
    text = escape(block.text)
    if block.kind == "folded":
        title, _, rest = text.partition("\n")
        return f"<details><summary>{title}</summary>\n<pre>{rest}</pre></details>"
    tags = {"text": "<p>{}</p>", "title": "<p><b>{}</b></p>", "code": "<pre>{}</pre>"}
    return tags[block.kind].format(text if block.kind == "code" else text.replace("\n", "<br>"))


def _markdown(block: TextBlock) -> str:
    if block.kind == "code":
        longest = max((len(run) for run in _FENCE.findall(block.text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}text\n{block.text}\n{fence}"
    text = "\\\n".join(markdown_text(line) for line in block.text.split("\n"))
    return f"**{text}**" if block.kind == "title" else text
