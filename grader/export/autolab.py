"""Autolab: the output of an autograder, whose last line is JSON with the score of each problem.

A question is a problem, named by its id.  Autolab gives a released zero where that line is
missing, so a submission without points has ``null`` for every problem.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from grader.export.blocks import plain
from grader.export.explained import ExplainedLine, explained_lines, summary
from grader.export.feedback import Feedback
from grader.export.marks import marks, why_unmarked
from grader.model import DERIVATION, Standing, Suite

_NONE = Feedback()


def autolab(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes:
    """Return what the student reads, and the line of scores."""
    found = marks(suite, standing)
    if found is None:
        return _output([f"Not graded: {why_unmarked(standing)}"], autolab_ungraded(suite))
    lines = tuple(explained_lines(found, feedback))
    scores = dict.fromkeys(autolab_problems(suite), 0.0)
    for line in (one.line for one in lines if one.line.question in scores):
        scores[line.question] += line.earned
    rounded = {problem: round(score, 4) for problem, score in scores.items()}
    return _output([plain(summary(found, feedback)), *map(_text, lines)], _scores(rounded))


def autolab_ungraded(suite: Suite) -> str:
    """Return the line that gives no problem a score."""
    return _scores(dict.fromkeys(autolab_problems(suite)))


def autolab_problems(suite: Suite) -> dict[str, float]:
    """Return the points of each problem that the assessment has to have, by its name."""
    return {problem: points for problem, points in _problems(suite) if points}


def _problems(suite: Suite) -> Iterator[tuple[str, float]]:
    yield from ((question.id, question.points) for question in suite.questions)
    if suite.derivation:
        yield DERIVATION, suite.derivation.points


def _text(explained: ExplainedLine) -> str:
    line = explained.line
    points = f" ({round(line.earned, 2):g} / {round(line.points, 2):g})" if line.points else ""
    sign = "right" if line.passed else "WRONG"
    return f"{sign}  {line.title}{points}\n{plain(explained.blocks)}".rstrip()


def _scores(scores: Mapping[str, float | None]) -> str:
    return json.dumps({"scores": scores}, allow_nan=False)


def _output(texts: list[str], scores: str) -> bytes:
    return "\n\n".join([*texts, f"{scores}\n"]).encode("utf-8", "backslashreplace")
