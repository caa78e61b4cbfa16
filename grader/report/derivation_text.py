"""The written derivation as terminal text: the section's sentences, but fewer of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from grader.report.words import Words
from grader.report.written import WrittenLine, WrittenSection, WrittenSlip

_REPAIR_HINT = 2
"""The hint that names the repair: the first is where the line breaks, and by how much."""


@dataclass(frozen=True)
class TextOptions:
    """How much to print: all lines that break or the first, and how many hints."""

    width: int = 80
    hints: int = 1
    everything: bool = False


def derivation_text(section: WrittenSection, words: Words, options: TextOptions) -> str:
    """Return the section as lines of a terminal."""
    return "\n".join(_lines(section, words, options))


def _lines(section: WrittenSection, words: Words, options: TextOptions) -> Iterator[str]:
    yield f"{section.title}  ({section.points})"
    yield from _wrapped(section.sentence, options, 2)
    yield from _wrapped(section.problem, options, 2)
    for row in section.rows:
        yield from _wrapped(f"{row.title}: {row.words}", options, 2)
    broken = [line for chain in section.chains for line in chain.lines if line.slip]
    for line in broken if options.everything else broken[:1]:
        yield from _broken(line, words, options)
    if broken and options.hints < _REPAIR_HINT:
        yield from _wrapped(words("derivation.hint", n=_REPAIR_HINT), options, 2)
    unread = [line for chain in section.chains for line in chain.lines if line.css == "note"]
    for line in unread if options.everything else ():
        yield from _wrapped(f"? {line.line}  {line.relation} {line.tex}", options, 2)
        yield from _wrapped(line.note, options, 8)
    yield from _wrapped(section.unread, options, 2)


def _broken(line: WrittenLine, words: Words, options: TextOptions) -> Iterator[str]:
    assert line.slip is not None
    source = textwrap.shorten(
        f"{line.mark} {line.line}  {line.relation} {line.tex}",
        max(options.width - 2, 20),
        placeholder=" …",
    )
    yield f"  {source}"
    for sentence in _slip(line.slip, words, options):
        yield from _wrapped(sentence, options, 8)


def _slip(slip: WrittenSlip, words: Words, options: TextOptions) -> Iterator[str]:
    yield f"{slip.before_place}: {slip.before}   {slip.here_place}: {slip.here}"
    yield f"{words('labels.at_point')} {slip.point}"
    if slip.repair and options.hints >= _REPAIR_HINT:
        yield f"{words('derivation.repair')} {slip.repair}"
    if options.everything:
        yield slip.certainty


def _wrapped(text: str, options: TextOptions, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(text, options.width, initial_indent=space, subsequent_indent=space)
