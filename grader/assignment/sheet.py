"""The task sheet: what it says beside the questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from grader.assignment.formula_entry import read_formula
from grader.assignment.keys import SHEET
from grader.assignment.optional_keys import fields_at, items_at, texts_at
from grader.assignment.places import DocumentPlaces
from grader.model import Formula, Suite
from grader.text.unknown_names import no_such
from grader.text.yaml_reader import Entry


@dataclass(frozen=True)
class Sheet:
    """Words and formulas of the task sheet.

    Parameters
    ----------
    introduction
        Paragraphs before the questions.
    given
        The ids of the steps whose formulas belong to the problem; students are to find all others.
    formulas
        Further formulas of the problem, each with its words.
    symbols
        What each symbol stands for.
    rules
        What answers must keep to.
    """

    introduction: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    formulas: tuple[tuple[str, Formula], ...] = ()
    symbols: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()


def shown_answers(outline: Suite, sheet: Sheet, places: DocumentPlaces) -> Iterator[str]:
    """Yield where a task sheet would show the formula of a step that students are to find."""
    given = sheet.given
    answers = {step.formula.mathml: step.id for step in outline.steps if step.id not in given}
    shown = [(("questions", one.call, "formula"), one.formula) for one in outline.questions]
    shown += [(("sheet", "formulas", words), formula) for words, formula in sheet.formulas]
    for path, formula in shown:
        if formula.mathml in answers:
            yield (
                f"{places.of(*path)}: the task sheet would show the formula of step"
                f" '{answers[formula.mathml]}'; list it under 'given' of the sheet if it belongs to"
                " the problem"
            )


def read_sheet(entry: Entry | None, steps: Collection[str]) -> Sheet:
    """Return the sheet that the entry describes; ``steps`` are the ids that there are."""
    keys = entry.fields(SHEET.required, SHEET.optional) if entry else {}
    for step in items_at(keys, "given"):
        if step.text() not in steps:
            step.problem(no_such("there is no step", step.text(), steps))
    return Sheet(
        introduction=texts_at(keys, "introduction"),
        given=texts_at(keys, "given"),
        formulas=tuple(
            (words, read_formula(e)) for words, e in fields_at(keys, "formulas").items()
        ),
        symbols=tuple((symbol, e.text()) for symbol, e in fields_at(keys, "symbols").items()),
        rules=texts_at(keys, "rules"),
    )
