"""Sentences about wrong answers that no known mistake explains."""

from __future__ import annotations

from typing import Any

from grader.model import (
    Case,
    Clue,
    Died,
    Flooded,
    NotNumeric,
    Outcome,
    OutOfMemory,
    Question,
    Raised,
    Returned,
    Status,
    Symptom,
    TimedOut,
    Undefined,
    Verdict,
)
from grader.report import numbers
from grader.report.listing import SourceText
from grader.report.pages import Listing
from grader.report.question_view import QuestionView
from grader.report.words import Words
from grader.text.clean import clean, one_line

_NUMBERS = (Status.WRONG_VALUE, Status.NOT_FINITE)
_CASE_DEPENDENT = (Status.RAISED, Status.WRONG_SHAPE, Status.WRONG_TYPE)
"""Sentences about these name facts of the case, so a hidden case gets a shorter one."""


def trouble_title(view: QuestionView, words: Words) -> str:
    """Return what the student has to do, in a few words."""
    case, verdict = _subject(view)
    facts = _facts(view.question, case, verdict, is_visible=view.displayed_case is not None)
    return words(f"status.{_key(view, verdict)}.title", **facts)


def outcome_sentences(
    view: QuestionView, words: Words, *, labelled: bool = False, hinted: bool = False
) -> tuple[str, ...]:
    """Describe the displayed case, its likely reason, and what wrong answers share.

    Parameters
    ----------
    view : QuestionView
    words : Words
    labelled : bool
        Whether an instructor has named these wrong answers.
    hinted : bool
        Whether hints say what wrong answers share and how to find the slip.
    """
    case, verdict = _subject(view)
    is_visible = view.displayed_case is not None
    facts = _facts(view.question, case, verdict, is_visible=is_visible)
    sentences = [words(f"status.{_key(view, verdict)}.words", **facts)]
    if is_visible and verdict.clue is not Clue.NONE:
        sentences.append(words(f"clue.{verdict.clue.name.lower()}", **facts))
    if not hinted:
        sentences += fit_sentences(view, words)
    if view.graded.symptom and not hinted:
        sentences.append(symptom_words(view.question, view.graded.symptom, words))
    if not (labelled and verdict.status is Status.WRONG_VALUE):
        sentences.append(words(f"status.{_key(view, verdict)}.next", **facts))
    if (
        not hinted
        and not says_what_is_off(view)
        and has_comparable_numbers(view)
        and any(c.example and not v.right for c, v in view.visible_cases)
    ):
        sentences.append(words("status.work_along"))
    return tuple(sentence for sentence in sentences if sentence)


def fit_sentences(view: QuestionView, words: Words) -> tuple[str, ...]:
    """Say which mechanical changes of the right answer give all of the student's numbers."""
    sentences = []
    for fit in view.graded.fits:
        sentences.append(words(f"fit.{fit.kind.name.lower()}", text=fit.text))
        if fit.on_top:
            functions = words.listed(tuple(f"{name}()" for name in fit.on_top))
            sentences.append(words("fit.on_top", functions=functions))
    return tuple(sentences)


def visible_factor(view: QuestionView) -> str:
    """Return the factor on top of known mistakes, empty if there is none to be told.

    A factor that is seen in hidden cases alone could reveal one of their numbers.
    """
    diagnosis = view.graded.diagnosis
    if diagnosis is None or diagnosis.scale == 1.0:
        return ""
    is_seen = any(not verdict.right for _, verdict in view.visible_cases)
    return numbers.number(diagnosis.scale) if is_seen else ""


def says_what_is_off(view: QuestionView) -> bool:
    """Return whether a change that fits, or the expression that goes wrong, is known."""
    return bool(view.graded.fits or view.graded.place)


def has_comparable_numbers(view: QuestionView) -> bool:
    """Return whether the displayed answer can be compared with the right numbers."""
    return _subject(view)[1].status in _NUMBERS


def symptom_words(question: Question, symptom: Symptom, words: Words) -> str:
    """Describe what wrong answers have in common: an observation, not a diagnosis."""
    check = next((check.title for check in question.checks if check.id == symptom.check), "")
    names = [case.name for case in question.cases if case.id in symptom.cases]
    return words(
        f"symptom.{symptom.kind.name.lower()}",
        factor=numbers.number(symptom.factor),
        places=words.listed(tuple(str(place + 1) for place in symptom.places)),
        check=check,
        parameter=symptom.parameter,
        shift=abs(symptom.shift),
        right=1 + max(-symptom.shift, 0),
        found=1 + max(symptom.shift, 0),
        part=symptom.part,
        cases=words.listed(tuple(words("symptom.case", case=name) for name in names)),
    )


def exception_listing(view: QuestionView, source: SourceText, words: Words) -> Listing | None:
    """Return the student's line that raised, if the page may show it."""
    if view.displayed_case is None:
        return None
    return innermost_listing(view.displayed_case[1].observation.outcome, source, words)


def innermost_listing(outcome: Outcome, source: SourceText, words: Words) -> Listing | None:
    """Return the innermost line of the student's file in an exception."""
    if isinstance(outcome, Raised) and outcome.trace:
        return source.around(outcome.trace[-1].line, outcome.column, words)
    return None


def outcome_facts(outcome: Outcome) -> dict[str, Any]:
    """Return the values that sentences about an outcome may name.

    The caller decides whether the page may show them.
    """
    facts = dict.fromkeys(
        "shape kind dtype error message seconds megabytes kilobytes similar line held".split(), ""
    )
    match outcome:
        case Returned(value=value, kind=kind):
            facts |= {"shape": numbers.shape(value.shape), "kind": one_line(kind, characters=60)}
        case NotNumeric(kind=kind, lacks=lacks, detail=detail) if lacks:
            facts |= {"kind": one_line(kind, characters=60), "held": one_line(detail)}
        case NotNumeric(kind=kind, dtype=dtype):
            shown = "text" if dtype.startswith(("str", "bytes")) else dtype
            facts |= {"kind": one_line(kind, characters=60), "dtype": one_line(shown)}
        case Raised(error=error, message=message, trace=trace):
            facts |= {
                "error": one_line(error, characters=60),
                "message": one_line(message, characters=300),
                "line": str(trace[-1].line) if trace else "",
            }
        case Undefined(similar=similar):
            facts |= {"similar": one_line(similar, characters=60)}
        case _:
            facts |= _limits(outcome)
    return facts


def _limits(outcome: Outcome) -> dict[str, str]:
    match outcome:
        case TimedOut(seconds=seconds):
            return {"seconds": f"{seconds:.3g}"}
        case OutOfMemory(megabytes=megabytes):
            return {"megabytes": str(megabytes)}
        case Flooded(kilobytes=kilobytes):
            return {"kilobytes": str(kilobytes)}
        case Died(signal=signal):
            return {"error": str(signal)}
    return {}


def printed_texts(view: QuestionView) -> tuple[tuple[str, str], ...]:
    """Return (case name, text) for at most two printed texts of visible cases."""
    seen: dict[str, str] = {}
    for case, verdict in view.visible_cases:
        text = verdict.observation.printed.strip()
        if text and len(seen) < 2 and not case.example:
            seen.setdefault(clean(text, lines=8, characters=400), case.name)
    return tuple((name, text) for text, name in seen.items())


def _subject(view: QuestionView) -> tuple[Case, Verdict]:
    return view.displayed_case or view.wrong[0]


def _key(view: QuestionView, verdict: Verdict) -> str:
    part = view.question.part
    if part and not part.expression and view.is_another_part:
        return "other_part"
    return _key_of_status(view, verdict)


def _key_of_status(view: QuestionView, verdict: Verdict) -> str:
    name = verdict.status.name.lower()
    if view.displayed_case is None and verdict.status in _CASE_DEPENDENT:
        return f"{name}_unseen"
    match verdict.observation.outcome:
        case Undefined(function=function, similar=similar) if similar.endswith(f".{function}"):
            return f"{name}_method"
        case Undefined(similar=similar) if similar:
            return f"{name}_similar"
        case TimedOut(in_sum=True):
            return f"{name}_in_sum"
        case NotNumeric(lacks=lacks) if lacks and verdict.status is Status.WRONG_TYPE:
            return f"{name}_{lacks}"
        case NotNumeric(kind="tuple", dtype="") if verdict.status is Status.WRONG_TYPE:
            return f"{name}_tuple"
        case NotNumeric(dtype=dtype) if dtype and verdict.status is Status.WRONG_TYPE:
            return f"{name}_dtype"
    return name


def _facts(question: Question, case: Case, verdict: Verdict, *, is_visible: bool) -> dict[str, Any]:
    outcome = verdict.observation.outcome
    secret = verdict.status in _CASE_DEPENDENT and not is_visible
    return (outcome_facts(outcome) if not secret else {}) | {
        "function": outcome.function if isinstance(outcome, Undefined) else question.function,
        "signature": question.signature,
        "title": question.title,
        "part": str(question.part.key) if question.part else "",
        "parts": _parts(question),
        "case": case.name,
        "asked": numbers.shape(case.expected.shape) if is_visible else "",
    }


def _parts(question: Question) -> str:
    """Return what the function is to return, as Python shows it."""
    if question.part is None:
        return ""
    names = question.part.names
    if question.part.keyed:
        return "{" + ", ".join(f"{name!r}: ..." for name in names) + "}"
    return f"({', '.join(names)}{',' * (len(names) == 1)})"
