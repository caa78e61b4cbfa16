"""Render pages as terminal text: the page's sentences, but fewer of them."""

from __future__ import annotations

import itertools
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.pages import (
    Card,
    CodePlace,
    Example,
    ExampleRow,
    Fix,
    Hint,
    Kind,
    StudentPage,
    Trouble,
)
from grader.report.property_report import FailedProperty, PropertyReport, PropertyRow

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage

_COLOURS: Mapping[Kind, str] = {
    "right": "32",
    "wrong": "31",
    "part": "33",
    "follows": "33",
    "note": "36",
    "off": "90",
    "empty": "90",
}
_INDENT = "    "
_GAP = "  "


@dataclass(frozen=True)
class Style:
    """How to print.

    Attributes
    ----------
    width : int
        Columns of the terminal.
    colour : bool
        Whether to use ANSI colours.
    hints : int
        How many hints to show.
    everything : bool
        Whether to print every fix instead of the first.
    """

    width: int = 80
    colour: bool = False
    hints: int = 1
    everything: bool = False


def check_text(page: StudentPage, style: Style, report: PropertyReport | None = None) -> str:
    """Return a self-check as text: a line for each check, then the first fix.

    Parameters
    ----------
    page : StudentPage
    style : Style
        ``style.everything`` prints all fixes.
    report : PropertyReport, optional
        Results of the property checks.
    """
    report = report or PropertyReport()
    paint, width = _Paint(style.colour), style.width
    blocks = ["\n".join(_checks(page, report, paint, width))]
    if page.trouble:
        blocks.append(_trouble(page.trouble, paint, width))
    blocks += _explanations(page, report, paint, style)
    blocks += [_wrap(remark, width) for remark in page.remarks]
    sentence = textwrap.fill(page.headline.sentence, width)
    closing = [textwrap.fill(line, width) for line in report.closing]
    blocks.append("\n".join([paint(sentence, "1"), page.headline.ring.label, *closing]))
    return "\n\n".join(blocks)


def summary_text(page: ClassPage) -> str:
    """Return the class page as text: its tiles and the commonest mistakes."""
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


def _checks(page: StudentPage, report: PropertyReport, paint: _Paint, width: int) -> Iterator[str]:
    """Yield the checks under their questions; one line for a question without an answer."""
    titles = dict.fromkeys(row.question for row in page.checks)
    states = {row.state.kind: row.state.words for row in page.checks} | dict(report.states)
    words = max(map(_columns, states.values()), default=0) + 2
    for title in titles:
        yield paint(title, "1")
        if title in report.unwritten:
            yield (
                paint(f"{_GAP}{_fill(states.get('empty', ''), words)}", "90")
                + (report.unwritten[title])
            )
            continue
        yield from _question(page, title, states, words, paint, width)
        for row in report.rows.get(title, ()):
            yield _property_line(row, states, words, paint, width)


def _question(
    page: StudentPage,
    title: str,
    states: Mapping[Kind, str],
    words: int,
    paint: _Paint,
    width: int,
) -> Iterator[str]:
    points = max((_columns(row.points) for row in page.checks), default=0)
    room = max(width - words - points - 3, 20)
    for row in page.checks:
        if row.question == title:
            state = paint(_fill(states[row.state.kind], words), _COLOURS[row.state.kind])
            check = _fill(f"{row.check}{_GAP}{row.cases}", room)
            yield f"{_GAP}{state}{check} {_fill(row.points, points, left=False)}"


def _property_line(
    row: PropertyRow, states: Mapping[Kind, str], words: int, paint: _Paint, width: int
) -> str:
    state = paint(_fill(states[row.kind], words), _COLOURS[row.kind])
    lines = textwrap.wrap(row.text, max(width - words - 2, 20)) or [""]
    return f"\n{' ' * (words + 2)}".join([f"{_GAP}{state}{lines[0]}", *lines[1:]])


def _explanations(
    page: StudentPage, report: PropertyReport, paint: _Paint, style: Style
) -> Iterator[str]:
    """Yield the first fix; a failed property only if the public cases leave nothing to fix."""
    fixes = page.fixes if style.everything else page.fixes[:1]
    yield from (_fix(page, fix, report, paint, style) for fix in fixes)
    shown = report.explained if style.everything else report.explained[: 0 if fixes else 1]
    if not page.trouble:
        yield from (_explained(one, paint, style.width) for one in shown)


def _fix(page: StudentPage, fix: Fix, report: PropertyReport, paint: _Paint, style: Style) -> str:
    width = style.width
    lines = [paint(f"{fix.number}. {fix.link.words}{_GAP}{fix.gain}", "1"), _wrap(fix.why, width)]
    card = next((card for card in page.cards if _holds(card, fix.link.target)), None)
    if card:
        lines += _details(card, fix, report, style)
    return "\n".join(lines)


def _holds(card: Card, target: str) -> bool:
    return card.id == target or any(mistake.id == target for mistake in card.mistakes)


def _details(card: Card, fix: Fix, report: PropertyReport, style: Style) -> Iterator[str]:
    width = style.width
    mistake = next((mistake for mistake in card.mistakes if mistake.id == fix.link.target), None)
    yield from (_wrap(sentence, width) for sentence in card.explanation if sentence != fix.why)
    if card.listing:
        yield from (_wrap(card.listing.title, width),) if card.listing.cell else ()
        yield from (f"{line.number:>5}  {line.text}" for line in card.listing.lines if line.kind)
    if mistake:
        yield _wrap(mistake.evidence, width)
        yield from (_wrap(line, width) for line in _hints(mistake.hints, report, style))
    if card.place:
        yield from _code_place(card.place, width)
    for example in card.examples[: None if style.everything else 1]:
        yield from ("", *_example(example, width))


def _code_place(place: CodePlace, width: int) -> Iterator[str]:
    """Yield the marked lines, with carets below the mark, and what is said of them."""
    yield _wrap(place.title, width)
    for line in place.lines:
        yield f"{line.number:>5}  {line.before}{line.marked}{line.after}".rstrip()
        if line.marked:
            yield " " * (7 + _columns(line.before)) + "^" * _columns(line.marked)
    yield from (_wrap(sentence, width) for sentence in place.words)


def _hints(hints: Sequence[Hint], report: PropertyReport, style: Style) -> Iterator[str]:
    for hint in hints[: style.hints]:
        yield hint.title
        yield hint.text
    if len(hints) > style.hints and report.more_hints:
        yield report.more_hints.format(n=style.hints + 1)


def _explained(one: FailedProperty, paint: _Paint, width: int) -> str:
    lines = [paint(one.title, "1"), *(_wrap(sentence, width) for sentence in one.sentences)]
    lines += [f"{_INDENT}{line}" for name, value in one.given for line in _given(name, value)]
    if one.code:
        lines += ["", _wrap(one.code_title, width)]
        lines += [f"{_INDENT}{_GAP}{line}" for line in one.code]
    return "\n".join(lines)


# --- the worked example -------------------------------------------------------------------------


def _example(example: Example, width: int) -> Iterator[str]:
    """Yield the example as a table; row by row if the table is wider than the terminal."""
    yield _wrap(example.title, width)
    for name, value in example.given:
        yield from (f"{_INDENT}{line}" for line in _given(name, value))
    cells = [_cells(row) for row in example.rows]
    table = [tuple([column] for column in example.columns), *cells]
    widths = [max(_columns(line) for cell in column for line in cell) for column in zip(*table)]  # noqa: B905 - every row has three cells
    if sum(widths) + 2 * len(_GAP) + len(_INDENT) <= width:
        for row in table:
            yield from _table_row(row, widths)
    else:
        yield from _stacked(example, width)


def _cells(row: ExampleRow) -> tuple[list[str], list[str], list[str]]:
    title = [row.title, *([f"^ {row.words}"] if row.words else [])]
    return title, row.right.split("\n"), row.wrong.split("\n")


def _table_row(row: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for line in itertools.zip_longest(*row, fillvalue=""):
        padded = (_fill(text, width) for text, width in zip(line, widths, strict=True))
        yield f"{_INDENT}{_GAP.join(padded)}".rstrip()


def _stacked(example: Example, width: int) -> Iterator[str]:
    _, right, wrong = example.columns
    for row in example.rows:
        yield _wrap(f"{row.title}{f' ({row.words})' if row.words else ''}", width)
        for label, value in ((right, row.right), (wrong, row.wrong)):
            yield from (_wrap(f"{_GAP}{line}", width) for line in _given(label, value, ": "))


def _given(name: str, value: str, sign: str = " = ") -> Iterator[str]:
    """Yield a named array, its further rows aligned below the first."""
    first, *more = value.split("\n")
    yield f"{name}{sign}{first}"
    yield from (f"{' ' * _columns(name + sign)}{line}" for line in more)


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
    """Pad a text to a width; Chinese characters take two columns."""
    space = " " * max(width - _columns(text), 0)
    return text + space if left else space + text


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
