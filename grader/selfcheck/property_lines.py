"""Properties of a checked file in words: the lines that stand beside the page (see ``page``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from grader.marking.properties import PropertyResult, PropertyStatus
from grader.model import Case, Outcome, Raised, Returned, Undefined
from grader.report import numbers
from grader.report.pages import Kind
from grader.report.property_report import FailedProperty, PropertyReport, PropertyRow
from grader.report.words import Words, words_in
from grader.selfcheck.checking import Checked
from grader.text.clean import one_line

_STATES: tuple[Kind, ...] = ("right", "wrong", "off")
_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def property_report(checked: Checked, *, everything: bool = False) -> PropertyReport:
    """Return the lines of every question, and an explanation of every broken property."""
    words, suite = words_in(checked.suite.language), checked.suite
    ran = checked.load_failure is None
    return PropertyReport(
        rows={
            question.title: tuple(_rows(checked, question.id, words, everything=everything))
            for question in suite.questions
            if ran
        },
        explained=tuple(explain_finding(checked, one, words) for one in checked.broken)
        if ran
        else (),
        states={kind: words(f"selfcheck.{kind}") for kind in _STATES},
        points=_points(checked, words),
        more_hints=words.sentences["selfcheck.more_hints"],
        more=words("selfcheck.more"),
        closing=tuple(_closing(checked, words, everything=everything)),
    )


def explain_finding(checked: Checked, one: PropertyResult, words: Words) -> FailedProperty:
    """Explain a broken property: its meaning, and the numbers for which it failed."""
    question = checked.suite.question(one.about.question)
    assert one.case is not None
    names = [name for name, _ in one.about.given]
    given = zip(names, one.case.arguments, strict=True)
    code = tuple(_code(checked, one.about.attempt, names, one.case))
    return FailedProperty(
        title=words("selfcheck.property", question=question.title, title=one.about.title),
        sentences=(one.about.broken, *_place(checked, one, words), _seen(one, words)),
        given=tuple((name, numbers.array(value)) for name, value in given) if not code else (),
        code=code,
        code_title=words("selfcheck.try"),
    )


def follows_words(checked: Checked, question: str, words: Words) -> str:
    """Say that a wrong answer agrees with the student's own earlier functions."""
    functions = (checked.suite.question(id).function for id in checked.follows(question))
    return words("selfcheck.agrees_with_own", functions=words.listed(tuple(functions)))


def _points(checked: Checked, words: Words) -> str:
    """Return the points of the public cases, which are not all that there are."""
    if checked.load_failure is not None:
        return ""
    return words(
        "selfcheck.points",
        earned=numbers.points(checked.grade.earned),
        possible=numbers.points(checked.suite.possible),
    )


def _closing(checked: Checked, words: Words, *, everything: bool) -> Iterator[str]:
    if checked.all_public_right and checked.broken:
        yield words("selfcheck.broken")
    if not checked.something_to_fix:
        yield words("selfcheck.public")
    if checked.broken and (everything or checked.all_public_right):
        yield words("selfcheck.seed", seed=checked.seed)


def _rows(
    checked: Checked, question: str, words: Words, *, everything: bool
) -> Iterator[PropertyRow]:
    own = [one for one in checked.findings if one.about.question == question]
    holding = [one for one in own if one.standing is PropertyStatus.HOLDS]
    broken = [one for one in own if one.standing is PropertyStatus.BROKEN]
    following = [one for one in own if one.standing is PropertyStatus.FOLLOWS]
    later = [one for one in own if one not in holding + broken + following]
    if everything:
        yield from (PropertyRow("right", one.about.title) for one in holding)
    elif holding:
        name = "selfcheck.hold" if len(holding) == len(own) else "selfcheck.some_hold"
        yield PropertyRow("right", words.count(name, len(holding)))
    yield from (PropertyRow("wrong", one.about.title) for one in broken)
    if following:
        yield PropertyRow("follows", follows_words(checked, question, words))
    if everything:
        yield from (PropertyRow("off", one.about.title) for one in later)
    elif later:
        yield PropertyRow("off", words.count("selfcheck.not_asked", len(later)))


def _place(checked: Checked, one: PropertyResult, words: Words) -> Iterator[str]:
    """Yield the sentence on the expression that recorded values decide."""
    place = checked.places.get(one.about.key)
    if place and place.fact:
        name = f"{place.fact}_in_cell" if place.cell else place.fact
        code = one_line(place.text, characters=80)
        yield words(f"selfcheck.{name}", cell=place.cell, line=place.line, code=code)


def _seen(one: PropertyResult, words: Words) -> str:
    outcome = one.verdict.observation.outcome if one.verdict else Undefined("")
    if isinstance(outcome, Raised):
        return _raised(outcome, words)
    if not isinstance(outcome, Returned):
        return words(f"selfcheck.{_name(outcome)}")
    if not one.about.tolerance:
        return words("selfcheck.off_when")
    off = float("inf") if one.residual is None else one.residual
    residual, tolerance = numbers.beyond(off, one.about.tolerance)
    return words("selfcheck.off_by", residual=residual, tolerance=tolerance)


def _name(outcome: Outcome) -> str:
    return "no_array" if type(outcome).__name__ == "NotNumeric" else "ended"


def _raised(outcome: Raised, words: Words) -> str:
    facts = {
        "error": one_line(outcome.error, characters=60),
        "message": f"{one_line(outcome.message, characters=300)}.",
    }
    if not outcome.trace:
        return words("selfcheck.stopped", **facts)
    return words("selfcheck.stopped_at", line=outcome.trace[-1].line, **facts)


def _code(checked: Checked, attempt: str, names: list[str], case: Case) -> Iterator[str]:
    """Yield lines that show the failure, for a prompt or for a further cell of a notebook."""
    file = PurePath(checked.submission.filename)
    importable = file.suffix == ".py" and _MODULE.fullmatch(file.stem)
    if not attempt or not (importable or file.suffix == ".ipynb"):
        return
    yield "import numpy as np"
    if importable:
        yield f"from {file.stem} import *"
    for name, value in zip(names, case.arguments, strict=True):
        yield f"{name} = np.array({value.tolist()})"
    yield f"print({attempt})"
