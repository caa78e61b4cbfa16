"""The line at which an exception came up in the student's own file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.locating.source import SourceLines
from grader.model import Place, Raised, Status, Verdict

_RECURSION = "RecursionError"


def raising_place(source: SourceLines, verdict: Verdict) -> Place | None:
    """Return the innermost line of the file that an exception passed through, or None."""
    outcome = verdict.observation.outcome
    if not isinstance(outcome, Raised) or verdict.status is Status.NOT_YET:
        return None
    if outcome.loading or not outcome.trace:
        return None
    lines = [frame.line for frame in outcome.trace]
    return source.whole_line(_recurring(lines) if outcome.error == _RECURSION else lines[-1])


def _recurring(lines: Sequence[int]) -> int:
    """Return the line that calls itself: where a recursion ends is chance."""
    return Counter(lines).most_common(1)[0][0]
