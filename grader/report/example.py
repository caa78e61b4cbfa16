"""Worked examples: a small case step by step, with the mistake's values beside the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup

from grader.model import (
    Array,
    Case,
    Distractor,
    Hints,
    Outcome,
    Raised,
    Returned,
    Step,
    Suite,
    Verdict,
)
from grader.report import numbers
from grader.report.example_call import ExampleCall
from grader.report.illustrations import Example, ExampleCell, ExampleRow, RowKind, TryIt
from grader.report.outcome_words import says_what_is_off
from grader.report.question_view import QuestionView, examples_by_mistake, size
from grader.report.words import Words
from grader.text.clean import one_line

_NO_FORMULA = Markup("")


def of_mistakes(
    suite: Suite,
    view: QuestionView,
    mistakes: Sequence[str],
    words: Words,
    *,
    notebook: bool = False,
) -> Example | None:
    """Return the smallest visible example that reveals these mistakes, or None.

    Each mistake has a column; the last row is the student's own answer.
    """
    found = next(_revealing(view, mistakes), None)
    if found is None:
        return None
    (case, verdict), wrong = found
    worked = _worked(suite, _call(suite, view, notebook), case, wrong, words)
    own = _own(case, verdict, words, len(worked.columns))
    diagnosis = view.graded.diagnosis
    if diagnosis and (diagnosis.carried or diagnosis.follows):
        own = replace(own, words=words("example.carried_too"))  # else the numbers look wrong
    return replace(
        worked,
        rows=(*worked.rows, own),
        try_it=_try_it(suite, case, mistakes, words),
    )


def _try_it(suite: Suite, case: Case, mistakes: Sequence[str], words: Words) -> TryIt | None:
    """Return the example with numbers to change, where one mistake was made and may be told."""
    if suite.program is None or suite.hints == "ladder" or len(mistakes) != 1:
        return None  # a public suite has no program, so a kit does without the module
    from grader.report.try_it import try_it

    return try_it(suite, suite.program, case, mistakes[0], words)


def _revealing(
    view: QuestionView, mistakes: Sequence[str]
) -> Iterator[tuple[tuple[Case, Verdict], tuple[Distractor, ...]]]:
    """Yield the visible wrong examples with what each of the mistakes answers there."""
    first, *others = mistakes
    for place, wrong in examples_by_mistake(view.question).get(first, ()):
        case, verdict = view.judged_cases[place]
        answers = {one.misconception: one for one in case.distractors}
        if case in view.visible and not verdict.right and all(id in answers for id in others):
            yield (case, verdict), (wrong, *(answers[id] for id in others))


def of_unknown(
    suite: Suite, view: QuestionView, words: Words, *, notebook: bool = False
) -> Example | None:
    """Return the smallest visible example that the student got wrong, or None.

    It shows the right value of every step, folded where the page says already what is off; the
    last row is the student's own answer.
    """
    found = [(c, v) for c, v in view.visible_cases if c.example and not v.right]
    if not found:
        return None
    case, verdict = min(found, key=lambda one: size(one[0]))
    worked = _worked(suite, _call(suite, view, notebook), case, (), words)
    own = _own(case, verdict, words, len(worked.columns))
    if says_what_is_off(view):
        return replace(worked, rows=(*worked.rows[-1:], own), all_rows=worked.rows)
    return replace(worked, rows=(*worked.rows, own))


def folded(one: Example) -> Example:
    """Return the example with the step where the numbers part, and all steps folded."""
    parting = tuple(row for row in one.rows if row.kind == "first")
    if one.all_rows or not parting:
        return one
    *steps, own = one.rows
    return replace(one, rows=(*parting, own), all_rows=tuple(steps))


def _call(suite: Suite, view: QuestionView, notebook: bool) -> ExampleCall:
    return ExampleCall.of("" if notebook else suite.module, view.question)


def _worked(
    suite: Suite, call: ExampleCall, case: Case, wrong: tuple[Distractor, ...], words: Words
) -> Example:
    return _shared(suite.steps, suite.hints, call, case, wrong, words)


# The key leaves the suite out: students with per-student suites share these examples.
@lru_cache(maxsize=512)
def _shared(
    steps: tuple[Step, ...],
    hints: Hints,
    call: ExampleCall,
    case: Case,
    wrong: tuple[Distractor, ...],
    words: Words,
) -> Example:
    """Build the example without the student's answer; everybody shares it.

    While hints are a ladder, the steps of an unexplained answer have no formulas.
    """
    shows_formulas = bool(wrong) or hints == "open"
    rows = _rows(steps if shows_formulas else _without_formulas(steps), case, wrong, words)
    shown = _telling(rows)
    return Example(
        title=words("example.title", case=case.name),
        given=call.shown(case.arguments),
        columns=_columns(len(wrong) if any(row.kind == "first" for row in rows) else 0, words),
        rows=shown,
        all_rows=rows if len(shown) < len(rows) else (),
        run=call.code(case.arguments),
    )


def _telling(rows: tuple[ExampleRow, ...]) -> tuple[ExampleRow, ...]:
    """Return the rows around the first difference, and the last; all rows if there is none."""
    first = next((place for place, row in enumerate(rows) if row.kind == "first"), None)
    if first is None:
        return rows
    return (*rows[max(first - 1, 0) : first + 1], *rows[first + 1 :][-1:])


def _without_formulas(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, formula=replace(step.formula, mathml="")) for step in steps)


def _columns(mistakes: int, words: Words) -> tuple[str, ...]:
    """Return the heads of the columns: the step, the right value, and one for each mistake."""
    if mistakes > 1:
        last = [words("example.with_mistake_n", n=n + 1) for n in range(mistakes)]
    else:
        last = [words("example.with_mistake" if mistakes else "example.yours")]
    return (words("example.step"), words("example.right"), *last)


def _rows(
    steps: Sequence[Step], case: Case, wrong: Sequence[Distractor], words: Words
) -> tuple[ExampleRow, ...]:
    changed = {step for one in wrong for step in one.trace}
    first = next((step for step in case.trace if step in changed), "")
    found: list[ExampleRow] = []
    for step, value in case.trace.items():
        kind: RowKind = "first" if step == first else "later" if step in changed else "same"
        values = [one.trace.get(step) for one in wrong] if wrong else [None]
        found.append(_row(steps, step, kind, value, values, words, is_compared=bool(changed)))
    return tuple(found)


def _row(
    steps: Sequence[Step],
    id: str,
    kind: RowKind,
    right: Array,
    wrong: Sequence[Array | None],
    words: Words,
    *,
    is_compared: bool,
) -> ExampleRow:
    step = next((step for step in steps if step.id == id), None)
    same = words("example.same") if is_compared else ""
    return ExampleRow(
        kind=kind,
        title=step.title if step else id,
        formula=Markup(step.formula.mathml) if step else _NO_FORMULA,
        cells=(
            ExampleCell("", numbers.array(right)),
            *(
                ExampleCell("same", same)
                if value is None
                else ExampleCell("wrong", numbers.array(value))
                for value in wrong
            ),
        ),
        words=words("example.first") if kind == "first" else "",
    )


def _own(case: Case, verdict: Verdict, words: Words, columns: int) -> ExampleRow:
    """Return the student's own answer, in the last of the columns."""
    right = ExampleCell("", numbers.array(case.expected))
    answer = _answer(verdict.observation.outcome, words)
    own = ExampleCell("wrong", answer, span=str(columns - 2) if columns > 3 else "")
    return ExampleRow("own", words("example.own"), _NO_FORMULA, (right, own), "")


def _answer(outcome: Outcome, words: Words) -> str:
    match outcome:
        case Returned(value=value):
            return numbers.array(numbers.plain(value))
        case Raised(error=error):
            return words("example.raised", error=one_line(error, characters=60))
    return words("example.nothing")
