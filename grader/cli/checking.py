"""Print the findings of a check, once or with every save of the file."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

from grader.cli import screen
from grader.cli.say import has_colour, note, say
from grader.errors import UsageError
from grader.files import write_atomically
from grader.report import Style, check_text
from grader.report.derivation_text import TextOptions, derivation_text
from grader.report.words import words_in
from grader.selfcheck import (
    Checked,
    Gone,
    changes,
    file_facts,
    opening_line,
    points_gained,
    property_report,
    saves,
)
from grader.selfcheck.session import Session
from grader.selfcheck.versions import Versions


def note_other_versions(theirs: Versions, language: str) -> None:
    """Warn where the file will be graded with another Python or numpy than this one."""
    own = Versions.here()
    if theirs != own:
        facts = {"python": theirs.python, "numpy": theirs.numpy}
        here = {"own_python": own.python, "own_numpy": own.numpy}
        note(words_in(language)("selfcheck.other_versions", **facts, **here))


def once(session: Session, options: argparse.Namespace) -> int:
    """Check the file once and print the findings."""
    checked = session.check()
    try:
        text = _formatted(session, checked, options)
        if text or options.format == "text":  # without a remark there is no line
            say(text)
    finally:  # write the page even if the reader of the text has ended
        _write_page(checked, options.html)
    return 1 if checked.something_to_fix else 0


def _formatted(session: Session, checked: Checked, options: argparse.Namespace) -> str:
    if options.format == "text":
        return _text(session, checked, options)
    from grader.cli.formats import formatted  # only programs need them

    return formatted(options.format, session, checked, options.hint)


def watch(session: Session, options: argparse.Namespace) -> int:
    """Check the file with every save, until Ctrl-C."""
    before: Checked | None = None
    words = words_in(session.suite.language)
    try:
        for event in saves(session.paths, time.sleep):
            if isinstance(event, Gone):
                note(words("selfcheck.gone", file=session.path.name))
                continue
            before = _redraw(session, options, before) or before
    except KeyboardInterrupt:
        note("")
    return 0


def _redraw(
    session: Session, options: argparse.Namespace, before: Checked | None
) -> Checked | None:
    words = words_in(session.suite.language)
    try:
        checked = session.check()
    except UsageError as reason:
        note(words("selfcheck.unreadable", file=session.path.name, reason=reason))
        return None
    screen.clear(sys.stdout)
    blocks = [_text(session, checked, options)]
    if before:
        blocks.insert(0, "\n".join(_since_last_save(before, checked)))
    blocks.append(words("selfcheck.watching", file=session.path.name))
    say("\n\n".join(blocks))
    sys.stdout.flush()
    _write_page(checked, options.html)
    session.make_ready()
    return checked


def _since_last_save(before: Checked, after: Checked) -> list[str]:
    """Return what the last save changed: the points, then a line for each function."""
    words = words_in(after.suite.language)
    lines, points = changes(before, after), points_gained(before, after)
    if points:
        title = words("selfcheck.since", points=points)
    else:
        title = words("selfcheck.changed" if lines else "selfcheck.unchanged")
    return [title, *(f"  {line}" for line in lines)]


def _text(session: Session, checked: Checked, options: argparse.Namespace) -> str:
    style = Style(
        width=min(shutil.get_terminal_size().columns, 100),
        colour=has_colour(sys.stdout, wanted=options.colour) and screen.understands_colour(),
        hints=options.hint,
        everything=options.everything,
    )
    more = property_report(checked, everything=options.everything)
    more = replace(more, opening=_opening(session))
    if not checked.submission.has_module:
        words = words_in(checked.suite.language)
        return "\n\n".join([*_derivation(checked, style), words("headline.no_module")])
    text = check_text(checked.page, style, more)
    return "\n\n".join([*_derivation(checked, style), text])


def _opening(session: Session) -> tuple[str, ...]:
    """Return the line that says which file was read."""
    functions = [question.function for question in session.suite.questions]
    facts = file_facts(session.path, functions)
    words = words_in(session.suite.language)
    return (opening_line(facts, time.time(), words),) if facts else ()


def _derivation(checked: Checked, style: Style) -> list[str]:
    """Return the text on the derivation, before the code's, whose last line is what counts."""
    section = checked.page.derivation
    if section is None or not checked.submission.derivation:
        return []
    words = words_in(checked.suite.language)
    options = TextOptions(style.width, style.hints, style.everything)
    return [derivation_text(section, words, options)]


def _write_page(checked: Checked, path: Path | None) -> None:
    if path:
        from grader.report import Renderer  # only pages need it
        from grader.selfcheck.page import page_with_properties

        page = Renderer().student_html(page_with_properties(checked))
        write_atomically(path, [page.encode()])
        note(f"the page is in {path}")
