"""The statements that a file was loaded without, in words to its student."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import SkippedStatement
from grader.report.listing import SourceText
from grader.report.words import Words
from grader.sandbox.inside.allowed import CheckLeftOut
from grader.text.clean import one_line

_MOST = 3


def left_out(
    skipped: Sequence[SkippedStatement], source: SourceText, words: Words
) -> tuple[str, ...]:
    """Return one sentence for each of the first statements, and that they cost nothing.

    A call of the check that stands in the file itself is no news.
    """
    skipped = [one for one in skipped if one.error != CheckLeftOut.__name__]
    if not skipped:
        return ()
    sentences = [_sentence(one, source, words) for one in skipped[:_MOST]]
    if more := len(skipped[_MOST:]):
        sentences.append(words.count("left_out.more", more))
    return (*sentences, words("left_out.costs_nothing"))


def _sentence(one: SkippedStatement, source: SourceText, words: Words) -> str:
    place = source.title(one.line, words)
    if one.error == "SystemExit" and not source.notebook:  # there the next cell goes on
        return words("left_out.exit", place=place)
    if one.error:
        error, message = one_line(one.error, characters=60), one_line(one.message, characters=200)
        return words("left_out.raised", place=place, error=error, message=message)
    if one.seconds:
        return words("left_out.seconds", place=place, seconds=f"{one.seconds:.3g}")
    return words("left_out.kilobytes", place=place, kilobytes=str(one.kilobytes))
