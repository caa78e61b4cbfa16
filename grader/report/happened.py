"""What went wrong with a question that no known mistake explains, in words to the student."""

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
from grader.report.answered import Answered
from grader.report.listing import Source
from grader.report.pages import Listing
from grader.report.words import Words
from grader.text.clean import clean, one_line

_NUMBERS = (Status.WRONG_VALUE, Status.NOT_FINITE)
_TELLING = (Status.RAISED, Status.WRONG_SHAPE, Status.WRONG_TYPE)
"""What is said of these depends on the case, so of a hidden one less is said."""


def trouble_title(answered: Answered, words: Words) -> str:
    """What there is to do, in a few words."""
    case, verdict = _subject(answered)
    facts = _facts(answered.question, case, verdict, told=answered.exhibit is not None)
    return words(f"status.{_key(answered, verdict)}.title", **facts)


def what_happened(answered: Answered, words: Words, *, labelled: bool = False) -> tuple[str, ...]:
    """The outcome of the case on show, its likely reason, and what all wrong answers share.

    ``labelled`` wrong numbers have a name after all, which an instructor gave them.
    """
    case, verdict = _subject(answered)
    told = answered.exhibit is not None
    facts = _facts(answered.question, case, verdict, told=told)
    sentences = [words(f"status.{_key(answered, verdict)}.words", **facts)]
    if told and verdict.clue is not Clue.NONE:
        sentences.append(words(f"clue.{verdict.clue.name.lower()}", **facts))
    if answered.graded.symptom:
        sentences.append(symptom_words(answered.question, answered.graded.symptom, words))
    if not (labelled and verdict.status is Status.WRONG_VALUE):
        sentences.append(words(f"status.{_key(answered, verdict)}.next", **facts))
    if compared(answered) and any(c.example and not v.right for c, v in answered.shown):
        sentences.append(words("status.work_along"))
    return tuple(sentence for sentence in sentences if sentence)


def compared(answered: Answered) -> bool:
    """Whether the case on show came to numbers that can be held against the right ones."""
    return _subject(answered)[1].status in _NUMBERS


def symptom_words(question: Question, symptom: Symptom, words: Words) -> str:
    """What wrong answers have in common: an observation."""
    check = next((check.title for check in question.checks if check.id == symptom.check), "")
    names = [case.name for case in question.cases if case.id in symptom.cases]
    return words(
        f"symptom.{symptom.kind.name.lower()}",
        factor=numbers.number(symptom.factor),
        places=words.listed(tuple(str(place + 1) for place in symptom.places)),
        check=check,
        parameter=symptom.parameter,
        cases=words.listed(tuple(words("symptom.case", case=name) for name in names)),
    )


def where_it_stopped(answered: Answered, source: Source, words: Words) -> Listing | None:
    """The student's line at which an exception came, where it may be shown."""
    if answered.exhibit is None:
        return None
    return stopped_at(answered.exhibit[1].observation.outcome, source, words)


def stopped_at(outcome: Outcome, source: Source, words: Words) -> Listing | None:
    """The innermost line of the student's file in an exception."""
    if isinstance(outcome, Raised) and outcome.trace:
        return source.around(outcome.trace[-1].line, outcome.column, words)
    return None


def outcome_facts(outcome: Outcome) -> dict[str, Any]:
    """What sentences about an outcome may name.  Whoever calls says whether it may be told."""
    facts = dict.fromkeys(
        "shape kind error message seconds megabytes kilobytes similar line".split(), ""
    )
    match outcome:
        case Returned(value=value, kind=kind):
            facts |= {"shape": numbers.shape(value.shape), "kind": one_line(kind, characters=60)}
        case NotNumeric(kind=kind):
            facts |= {"kind": one_line(kind, characters=60)}
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


def printed(answered: Answered) -> tuple[tuple[str, str], ...]:
    """What the function printed in the cases that may be shown: case and text, once each."""
    seen: dict[str, str] = {}
    for case, verdict in answered.shown:
        text = verdict.observation.printed.strip()
        if text and len(seen) < 2 and not case.example:
            seen.setdefault(clean(text, lines=8, characters=400), case.name)
    return tuple((name, text) for text, name in seen.items())


def _subject(answered: Answered) -> tuple[Case, Verdict]:
    return answered.exhibit or answered.wrong[0]


def _key(answered: Answered, verdict: Verdict) -> str:
    name = verdict.status.name.lower()
    if answered.exhibit is None and verdict.status in _TELLING:
        return f"{name}_unseen"
    if isinstance(verdict.observation.outcome, Undefined) and verdict.observation.outcome.similar:
        return f"{name}_similar"
    if isinstance(verdict.observation.outcome, TimedOut) and verdict.observation.outcome.in_sum:
        return f"{name}_in_sum"
    return name


def _facts(question: Question, case: Case, verdict: Verdict, *, told: bool) -> dict[str, Any]:
    outcome = verdict.observation.outcome
    secret = verdict.status in _TELLING and not told
    return (outcome_facts(outcome) if not secret else {}) | {
        "function": question.function,
        "signature": question.signature,
        "title": question.title,
        "case": case.name,
        "asked": numbers.shape(case.expected.shape) if told else "",
    }
