"""Render pages as terminal text: the page's sentences, but fewer of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.pages import Card, CodePlace, Fix, Hint, Listing, Mistake, StudentPage, Trouble
from grader.report.pill import Kind
from grader.report.property_report import FailedProperty, PropertyReport, PropertyRow
from grader.report.terminal_text import (
    INDENT,
    Paint,
    code_lines,
    example_lines,
    named,
    wrapped,
)
from grader.text.columns import columns, fill

if TYPE_CHECKING:
    from grader.report.dashboard import ClassPage

_GAP = "  "
_STANDINGS: tuple[Kind, ...] = ("right", "note", "follows", "wrong", "off")


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
        Whether to print every check and every fix instead of the first.
    """

    width: int = 80
    colour: bool = False
    hints: int = 1
    everything: bool = False


def check_text(page: StudentPage, style: Style, report: PropertyReport | None = None) -> str:
    """Return a self-check as text: how the functions stand, then the one thing to do.

    Parameters
    ----------
    page : StudentPage
    style : Style
        ``style.everything`` prints all checks and all fixes.
    report : PropertyReport, optional
        What a self-check says besides the page.
    """
    return _CheckText(page, style, report or PropertyReport()).text()


def summary_text(page: ClassPage) -> str:
    """Return the class page as text: its tiles and the commonest mistakes."""
    width = max(columns(tile.value) for tile in page.tiles)
    tiles = [f"{fill(tile.value, width, left=False)}  {tile.words}" for tile in page.tiles]
    topics = [
        f"{fill(f'{topic.count.number} {topic.count.words}', 14)}{topic.title}"
        for topic in page.topics
    ]
    return "\n".join([*tiles, "", page.says["topics"], *topics] if topics else tiles)


class _CheckText:
    """The text of one check."""

    def __init__(self, page: StudentPage, style: Style, report: PropertyReport) -> None:
        self._page = page
        self._style = style
        self._report = report
        self._paint = Paint(colour=style.colour)
        self._width = style.width

    def text(self) -> str:
        page, paint = self._page, self._paint
        blocks = [[wrapped(line, self._width, "") for line in self._report.opening]]
        if page.trouble:
            blocks.append(list(self._trouble(page.trouble)))
        else:
            blocks.append(list(self._checks() if self._style.everything else self._standings()))
        blocks += [list(block) for block in self._explanations()]
        if self._style.everything or not page.fixes:
            blocks += [[wrapped(remark, self._width, "")] for remark in page.remarks]
        closing = [wrapped(line, self._width, "") for line in self._report.closing]
        if not page.fixes and not page.trouble:
            closing.insert(0, paint(wrapped(page.headline.sentence, self._width, ""), "1"))
        blocks.append([*closing, wrapped(self._summary(), self._width, "")])
        return "\n\n".join("\n".join(block) for block in blocks if block)

    def _summary(self) -> str:
        """Return one line: the points, and how to see more."""
        hints = self._shown_fix_hints()
        has_more_hints = len(hints) > self._style.hints and bool(self._report.more_hints)
        has_more = not self._style.everything and bool(self._report.more)
        parts = [
            self._report.points or self._page.headline.ring.label,
            self._report.more_hints.format(n=self._style.hints + 1) if has_more_hints else "",
            self._report.more if has_more else "",
        ]
        return " · ".join(part for part in parts if part)

    def _shown_fix_hints(self) -> Sequence[Hint]:
        """Return the hints on what is shown first."""
        card = self._card(self._page.fixes[0]) if self._page.fixes else None
        return card.ladders[0].hints if card and card.ladders else ()

    # --- how the functions stand ------------------------------------------------------------------

    def _standings(self) -> Iterator[str]:
        """Yield one line for each state, with the functions that are in it."""
        groups = self._page.checks
        words = max(columns(group.state.words) for group in groups) + 2
        for kind in _STANDINGS:
            some = [group for group in groups if group.state.kind == kind]
            if some:
                names = ", ".join(group.function for group in some)
                state = fill(some[0].state.words, words)
                first, *more = wrapped(names, self._width, " " * words, state).split("\n")
                yield "\n".join([self._paint.state(state, kind) + first[len(state) :], *more])

    def _checks(self) -> Iterator[str]:
        """Yield every check under its question."""
        for group in self._page.checks:
            yield self._paint(f"{group.question}{_GAP}{group.points}", "1")
            for row in group.rows:
                about = f"{fill(row.check, 30)}{_GAP}{fill(row.cases, 12, left=False)}"
                line = f"{about}{_GAP}{fill(row.points, 10, left=False)}"
                yield self._state_line(PropertyRow(row.state.kind, line), row.state.words)
            for property_row in self._report.rows.get(group.question, ()):
                words = self._report.states.get(property_row.kind, "")
                yield self._state_line(property_row, words)

    def _state_line(self, row: PropertyRow, words: str) -> str:
        state = fill(words, 9)
        first, *more = wrapped(row.text, self._width, " " * 11, _GAP + state).split("\n")
        painted = self._paint.state(state, row.kind)
        return "\n".join([f"{_GAP}{painted}{first[len(_GAP + state) :]}", *more])

    # --- what to do -------------------------------------------------------------------------------

    def _explanations(self) -> Iterator[Iterator[str]]:
        """Yield the first fix; a failed property only if the public cases leave nothing to fix."""
        page, report = self._page, self._report
        everything = self._style.everything
        yield from (self._fix(fix) for fix in (page.fixes if everything else page.fixes[:1]))
        shown = report.explained if everything else report.explained[: 0 if page.fixes else 1]
        if not page.trouble:
            yield from (self._failed(one) for one in shown)

    def _fix(self, fix: Fix) -> Iterator[str]:
        title = f"{fix.number}. {fix.link.words}{_GAP}{fix.gain}"
        yield self._paint(wrapped(title, self._width, INDENT, ""), "1")
        if fix.why:
            yield wrapped(fix.why, self._width)
        card = self._card(fix)
        if card:
            yield from self._details(card, fix)

    def _card(self, fix: Fix) -> Card | None:
        target = fix.link.target
        return next((card for card in self._page.cards if target in _targets(card)), None)

    def _details(self, card: Card, fix: Fix) -> Iterator[str]:
        for sentence in card.explanation:
            if sentence != fix.why:
                yield wrapped(sentence, self._width)
        if card.listing:
            yield from self._listing(card.listing)
        for mistake in card.mistakes:
            if len(card.mistakes) == 1 or fix.link.target in (card.id, mistake.id):
                yield from self._mistake(mistake, fix)
        yield from self._ladders(card, fix)
        if card.place:
            yield from self._code_place(card.place)
        for example in card.examples:
            yield from ("", *example_lines(example, self._width))

    def _listing(self, listing: Listing) -> Iterator[str]:
        if listing.cell:
            yield wrapped(listing.title, self._width)
        yield from code_lines(listing.lines)

    def _code_place(self, place: CodePlace) -> Iterator[str]:
        """Yield the marked lines, with carets below the mark, and what is said of them."""
        yield wrapped(place.title, self._width)
        for line in place.lines:
            yield f"{line.number:>5} | {line.before}{line.marked}{line.after}".rstrip()
            if line.marked:
                yield f"      | {' ' * columns(line.before)}{'^' * columns(line.marked)}"
        yield from (wrapped(sentence, self._width) for sentence in place.words)

    def _ladders(self, card: Card, fix: Fix) -> Iterator[str]:
        """Yield the hints on the first of the mistakes, or on all of them."""
        own = [ladder for ladder in card.ladders if fix.link.target in (card.id, ladder.id)]
        for ladder in own if self._style.everything else own[:1]:
            hints = ladder.hints[: self._style.hints]
            if hints and ladder.title:
                yield wrapped(ladder.title, self._width)
            for hint in hints:
                yield from self._hint(hint)

    def _mistake(self, mistake: Mistake, fix: Fix) -> Iterator[str]:
        for text in (mistake.title, mistake.fix, mistake.evidence):
            if text and text != fix.link.words and not fix.why.startswith(text):
                yield wrapped(text, self._width)

    def _hint(self, hint: Hint) -> Iterator[str]:
        yield self._paint(f"{INDENT}{hint.title}", "1")
        if hint.text:
            yield wrapped(hint.text, self._width)
        if hint.listing:
            yield from self._listing(hint.listing)
        yield from (wrapped(mistake.fix, self._width) for mistake in hint.mistakes)
        if hint.place:
            yield from self._code_place(hint.place)
        for example in hint.examples:
            yield from example_lines(example, self._width)

    def _failed(self, one: FailedProperty) -> Iterator[str]:
        yield self._paint(wrapped(one.title, self._width, ""), "1")
        yield from (wrapped(sentence, self._width) for sentence in one.sentences)
        for name, value in one.given:
            yield from (f"{INDENT}{line}" for line in named(name, value))
        if one.code:
            yield wrapped(one.code_title, self._width)
            yield from (f"{INDENT}{_GAP}{line}" for line in one.code)

    def _trouble(self, trouble: Trouble) -> Iterator[str]:
        yield self._paint(trouble.title, "1")
        yield from (wrapped(words, self._width) for words in trouble.words)
        if trouble.message:
            yield wrapped(trouble.message, self._width)
        if trouble.listing:
            yield wrapped(trouble.listing.title, self._width)
            yield from code_lines(trouble.listing.lines)


def _targets(card: Card) -> set[str]:
    """Return the ids of a card and of what it holds."""
    return {card.id, *(one.id for one in card.mistakes), *(one.id for one in card.ladders)}
