"""Pages to text for a terminal: the same words as the page, fewer of them."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from grader.report.dashboard import ClassPage
from grader.report.pages import Card, Hint, StudentPage, Trouble

_COLOURS = {"right": "32", "wrong": "31", "part": "33", "follows": "33", "note": "36", "off": "90"}
_INDENT = "    "


def check_text(page: StudentPage, *, colour: bool, width: int) -> str:
    """One line a check, then what to do first and its first hint."""
    paint = _Paint(colour)
    blocks = ["\n".join(_checks(page, paint, width))]
    if page.trouble:
        blocks.append(_trouble(page.trouble, paint, width))
    elif page.fixes:
        blocks.append(_first_fix(page, paint, width))
    blocks += [_wrap(remark, width) for remark in page.remarks]
    ring = page.headline.ring
    sentence = textwrap.fill(page.headline.sentence, width)
    blocks.append(f"{paint(sentence, '1')}\n{ring.label}")
    return "\n\n".join(blocks)


def summary_text(page: ClassPage) -> str:
    """The class in one line a tile, and the commonest mistakes."""
    width = max(_columns(tile.value) for tile in page.tiles)
    tiles = [f"{_fill(tile.value, width, left=False)}  {tile.words}" for tile in page.tiles]
    topics = [
        f"{_fill(f'{topic.count.number} {topic.count.words}', 14)}{topic.title}"
        for topic in page.topics
    ]
    return "\n".join([*tiles, "", page.says["topics"], *topics] if topics else tiles)


class _Paint:
    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and code else text


def _checks(page: StudentPage, paint: _Paint, width: int) -> Iterator[str]:
    """The checks under their questions."""
    words = max((_columns(row.state.words) for row in page.checks), default=0) + 2
    points = max((_columns(row.points) for row in page.checks), default=0)
    room = max(width - words - points - 3, 20)
    question = ""
    for row in page.checks:
        if row.question != question:
            question = row.question
            yield paint(question, "1")
        state = paint(_fill(row.state.words, words), _COLOURS[row.state.kind])
        check = f"{row.check}  {row.cases}"
        yield f"  {state}{_fill(check, room)} {_fill(row.points, points, left=False)}"


def _first_fix(page: StudentPage, paint: _Paint, width: int) -> str:
    fix = page.fixes[0]
    lines = [paint(f"{fix.number}. {fix.link.words}  {fix.gain}", "1"), _wrap(fix.why, width)]
    card = next((card for card in page.cards if _holds(card, fix.link.target)), None)
    if card:
        lines += [_wrap(text, width) for text in _details(card, fix.link.target, fix.why)]
    return "\n".join(lines)


def _holds(card: Card, target: str) -> bool:
    return card.id == target or any(mistake.id == target for mistake in card.mistakes)


def _details(card: Card, target: str, said: str) -> Iterator[str]:
    mistake = next((mistake for mistake in card.mistakes if mistake.id == target), None)
    yield from (sentence for sentence in card.happened if sentence != said)
    if card.listing:
        yield from (card.listing.title,) if card.listing.cell else ()
        yield from (f"{line.number:>5}  {line.text}" for line in card.listing.lines if line.kind)
    if mistake:
        yield mistake.evidence
        yield from _hint(mistake.hints)


def _hint(hints: Sequence[Hint]) -> Iterator[str]:
    if hints:
        yield hints[0].title
        yield hints[0].text


def _trouble(trouble: Trouble, paint: _Paint, width: int) -> str:
    lines = [paint(trouble.title, "1"), *(_wrap(words, width) for words in trouble.words)]
    if trouble.message:
        lines.append(_wrap(trouble.message, width))
    if trouble.listing:
        lines += [f"       {trouble.listing.title}"] if trouble.listing.cell else []
        for line in trouble.listing.lines:
            lines.append(f"{line.number:>5}  {line.text}")
            lines += [f"       {line.caret}"] if line.caret else []
    return "\n".join(lines)


def _wrap(text: str, width: int) -> str:
    wrapper = textwrap.TextWrapper(
        width, initial_indent=_INDENT, subsequent_indent=_INDENT, replace_whitespace=False
    )
    return "\n".join(wrapper.fill(line) for line in text.split("\n"))


def _fill(text: str, width: int, *, left: bool = True) -> str:
    """The text in a column of this width, where Chinese characters take two places."""
    space = " " * max(width - _columns(text), 0)
    return text + space if left else space + text


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
