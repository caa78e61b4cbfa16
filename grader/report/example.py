"""A small case worked out line by line: what is right, and what the mistake makes of it."""

from __future__ import annotations

from markupsafe import Markup

from grader.clean import one_line
from grader.model import (
    Array,
    Case,
    Distractor,
    Outcome,
    Question,
    Raised,
    Returned,
    Suite,
    Verdict,
)
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.pages import Example, ExampleRow
from grader.report.words import Words

_NO_FORMULA = Markup("")


def of_mistake(suite: Suite, answered: Answered, mistake: str, words: Words) -> Example | None:
    """The smallest example that shows the mistake; the last line is the student's own answer."""
    found = [
        (case, verdict, wrong)
        for case, verdict in answered.shown
        if case.example and not verdict.right
        for wrong in case.distractors
        if wrong.misconception == mistake
    ]
    if not found:
        return None
    case, verdict, wrong = min(found, key=lambda one: (not one[2].trace, _size(one[0])))
    diagnosis = answered.graded.diagnosis
    alone = diagnosis is not None and len(diagnosis.misconceptions) == 1
    rows = _rows(suite, case, wrong, words)
    if alone or wrong.value is None:
        rows = (*rows, _own(case, verdict, words))
    title = words("example.title", case=case.name)
    if not alone:
        known = suite.misconception(mistake)
        title = words("example.title_of", case=case.name, mistake=known.title)
    return _example(suite, answered.question, case, rows, title, words)


def of_unknown(suite: Suite, answered: Answered, words: Words) -> Example | None:
    """The smallest example that the student got wrong, with the right value of every step."""
    found = [(c, v) for c, v in answered.shown if c.example and not v.right]
    if not found:
        return None
    case, verdict = min(found, key=lambda one: _size(one[0]))
    rows = (*_rows(suite, case, None, words), _own(case, verdict, words))
    title = words("example.title", case=case.name)
    return _example(suite, answered.question, case, rows, title, words)


def _size(case: Case) -> int:
    return sum(argument.size for argument in case.arguments)


def _example(
    suite: Suite,
    question: Question,
    case: Case,
    rows: tuple[ExampleRow, ...],
    title: str,
    words: Words,
) -> Example:
    given = zip(question.parameters, case.arguments, strict=True)
    parted = any(row.kind == "first" for row in rows)
    return Example(
        title=title,
        given=tuple((name, numbers.array(value)) for name, value in given),
        columns=(
            words("example.step"),
            words("example.right"),
            words("example.with_mistake" if parted else "example.yours"),
        ),
        rows=rows,
        run=_run(suite.module.removesuffix(".py"), question.function, case),
    )


def _run(module: str, function: str, case: Case) -> str:
    """Python that asks the student's own function the same."""
    arguments = ", ".join(f"np.array({argument.tolist()})" for argument in case.arguments)
    return f"import numpy as np\nfrom {module} import {function}\nprint({function}({arguments}))"


def _rows(
    suite: Suite, case: Case, wrong: Distractor | None, words: Words
) -> tuple[ExampleRow, ...]:
    changed = wrong.trace if wrong else {}
    first = next((step for step in case.trace if step in changed), "")
    parts, same = words("example.first"), words("example.same") if changed else ""
    return tuple(
        _row(suite, step, value, changed.get(step), parts if step == first else "", same)
        for step, value in case.trace.items()
    )


def _row(
    suite: Suite, id: str, value: Array, wrong: Array | None, words: str, same: str
) -> ExampleRow:
    step = next((step for step in suite.steps if step.id == id), None)
    kind = "same" if wrong is None else "first" if words else "later"
    return ExampleRow(
        kind=kind,
        title=step.title if step else id,
        formula=Markup(step.formula.mathml) if step else _NO_FORMULA,
        right=numbers.array(value),
        wrong=same if wrong is None else numbers.array(wrong),
        words=words,
    )


def _own(case: Case, verdict: Verdict, words: Words) -> ExampleRow:
    right = numbers.array(case.expected)
    answer = _answer(verdict.observation.outcome, words)
    return ExampleRow("own", words("example.own"), _NO_FORMULA, right, answer, "")


def _answer(outcome: Outcome, words: Words) -> str:
    match outcome:
        case Returned(value=value):
            return numbers.array(numbers.plain(value))
        case Raised(error=error):
            return words("example.raised", error=one_line(error, characters=60))
    return words("example.nothing")
