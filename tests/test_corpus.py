"""Every labelled submission is graded as its label says.

``submissions/<name>/expect.yaml`` says for each question what must come out:

    full                      all its points, no diagnosis
    [id, ...]                 a diagnosis of exactly these misconceptions, not carried forward
    {carried: [id, ...]}      a diagnosis of exactly these, all made in earlier questions
    {follows: [question, ...]}  what the student's own functions to these questions lead to, whether
                              their mistakes have names or not; nothing is new
    {follows: [...], new: [id, ...]}  the same with these mistakes on top
    {one_of: [id, ...]}       one of these, which neither answers nor recorded values tell apart
    unexplained               not right, and no diagnosis
    raised, timed out, ...    a status: the first case that is not right has it; no diagnosis

and optionally ``earned`` (points), ``flags`` (how each starts), ``clue`` and ``method`` (by
question, the values of ``Clue`` and ``Method``), and ``line`` (by question, the line of the slip,
or several where any of them can be called so; see ``tests/locating``).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.intake import ExpectedModule, collect
from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Grade, QuestionGrade, Suite
from grader.results.asking import asking
from grader.results.recording import with_places
from grader.sandbox import Plan, Worker, open_sandbox
from tests.conftest import ROOT, read_yaml, sampled
from tests.resources import shared

CORPUS = sorted(path.parent for path in (ROOT / "submissions").glob("*/expect.yaml"))
MISPLACED = {"hidden_layer_sigmoid"}  # a right line of a function that is used for another
KEYS = {"earned", "flags", "clue", "method", "line"}


@pytest.fixture(scope="module")
def worker(backprop_suite: Suite):
    with shared(partial(open_sandbox, backprop_suite.limits, backprop_suite.modules)) as worker:
        yield worker


@pytest.fixture(scope="module")
def marker(backprop_suite: Suite) -> Marker:
    return Marker(backprop_suite)


def grade(folder: Path, suite: Suite, worker: Worker, marker: Marker) -> Grade:
    """Return the grade with what the recorded values tell, which changes no points."""
    (handed,) = collect([folder], ExpectedModule.of(suite)).submissions
    submission = handed.read()
    execution = worker.run(submission, Plan.of(suite))
    own = OwnAnswers.of({}, asking(worker.run, submission, suite))
    marked = marker.mark(submission.student, execution, own)
    found = with_places(suite, submission, marked, {}, worker.run)
    assert [one.checks for one in found.questions] == [one.checks for one in marked.questions]
    assert found.earned == marked.earned
    return found


def seen(question: QuestionGrade) -> Any:
    """What came out, in the words of a label."""
    diagnosis = question.diagnosis
    if diagnosis and diagnosis.alternatives:
        return {"one_of": sorted({id for ids in diagnosis.alternatives for id in ids})}
    if diagnosis and diagnosis.carried_forward:
        return {"follows": list(diagnosis.follows), "carried": sorted(diagnosis.misconceptions)}
    if diagnosis and diagnosis.follows:
        return {"follows": list(diagnosis.follows), "new": sorted(diagnosis.new)}
    if diagnosis:
        return sorted(question.diagnosis.misconceptions)
    if question.earned == question.points:
        return "full"
    return next(v.status for v in question.verdicts if not v.right).value


def matches(label: Any, question: QuestionGrade) -> bool:
    found = seen(question)
    if label == "unexplained":
        return isinstance(found, str) and found != "full"
    if isinstance(label, dict):
        wanted = {key: sorted(ids) for key, ids in label.items()}
        return (
            isinstance(found, dict)
            and wanted.items() <= found.items()
            and "new" not in (found.keys() - wanted.keys())
        )
    if isinstance(found, dict) and "new" in found:
        found = sorted(question.diagnosis.misconceptions)
    return found == (sorted(label) if isinstance(label, list) else label)


def misplaced(label: Any, graded: Grade) -> list[str]:
    """The questions with a mark on another line than the label's, or on a right function."""
    lines = label.get("line", {})
    return [
        f"{question.question}: line {question.place.line}"
        for question in graded.questions
        if question.place
        and question.place.line not in np.atleast_1d(lines.get(question.question, 0))
    ]


@pytest.mark.parametrize("folder", sampled(CORPUS, every=8, ids=lambda path: path.name))
def test_a_submission_is_graded_as_its_label_says(folder, backprop_suite, worker, marker):
    label = read_yaml(folder / "expect.yaml")
    ids = {question.id for question in backprop_suite.questions}
    assert ids <= set(label) <= ids | KEYS, "the label names every question, and nothing else"

    graded = grade(folder, backprop_suite, worker, marker)

    questions = {question.question: question for question in graded.questions}
    wrong = {
        id: f"labelled {label[id]}, found {seen(questions[id])}"
        for id in sorted(ids)
        if not matches(label[id], questions[id])
    }
    assert not wrong
    assert graded.earned == pytest.approx(label.get("earned", graded.earned))
    for flag, start in zip(graded.flags, label.get("flags", ()), strict=True):
        assert flag.startswith(start)
    assert not misplaced(label, graded) or folder.name in MISPLACED
    for id, method in label.get("method", {}).items():
        assert questions[id].method.value == method
    for id, clue in label.get("clue", {}).items():
        assert clue in {verdict.clue.value for verdict in questions[id].verdicts}


def test_the_corpus_is_large_and_varied(backprop_suite):
    labels = [read_yaml(folder / "expect.yaml") for folder in CORPUS]
    ids = [question.id for question in backprop_suite.questions]
    right = [label for label in labels if all(label[id] == "full" for id in ids)]
    named = {
        mistake
        for label in labels
        for id in ids
        if isinstance(label[id], list)
        for mistake in label[id]
    }

    assert len(labels) >= 30
    assert len(right) >= 10
    assert len(named) >= 15
