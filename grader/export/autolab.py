"""Autolab: the output of an autograder, whose last line is JSON with the score of each problem.

A question is a problem, named by its id.  Autolab gives a released zero where that line is
missing, so a submission without points has ``null`` for every problem.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from grader.export.explained import plain_text
from grader.export.feedback import Feedback
from grader.export.marks import marks, not_graded
from grader.model import DERIVATION, Standing, Suite

_NONE = Feedback()


def autolab(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes:
    """Return what the student reads, and the line of scores."""
    found = marks(suite, standing)
    if found is None:
        return _output([not_graded(suite, standing, "Not graded: ")], autolab_ungraded(suite))
    scores = dict.fromkeys(autolab_problems(suite), 0.0)
    for line in (line for line in found.lines if line.question in scores):
        scores[line.question] += line.earned
    rounded = {problem: round(score, 4) for problem, score in scores.items()}
    return _output(plain_text(found, feedback), _scores(rounded))


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


def _scores(scores: Mapping[str, float | None]) -> str:
    return json.dumps({"scores": scores}, allow_nan=False)


def _output(texts: list[str], scores: str) -> bytes:
    return "\n\n".join([*texts, f"{scores}\n"]).encode("utf-8", "backslashreplace")
