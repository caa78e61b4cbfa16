"""The derivation as a path of steps, and the first step that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from grader.model import Status, Step, Suite
from grader.report.causes import is_unwritten
from grader.report.chains import Chain, chains
from grader.report.pages import Kind, PathStep
from grader.report.question_view import QuestionView, on_the_way
from grader.report.slip_range import blamed_steps, slip_range
from grader.report.words import Words
from grader.text.formula_width import width_in_em

_ASTRAY: tuple[Kind, ...] = ("wrong", "part")
_WIDEST = 13.5
"""The width of a formula that has room under one step, in em: a column is 11.8rem, letters 0.8."""

_COMPARED = (Status.WRONG_VALUE, Status.NOT_FINITE, Status.WRONG_SHAPE)


def path_steps(
    suite: Suite,
    questions: Sequence[QuestionView],
    words: Words,
    written: Mapping[str, str] | None = None,
) -> tuple[PathStep, ...]:
    """Return every step, chain after chain, the first wrong one of each chain marked.

    While hints are a ladder, the path names no wrong step, only the steps among which the slip is,
    and shows a formula only where the student's own is right.  ``written`` says how steps stand in
    the written derivation, by their ids.
    """
    is_open = suite.hints == "open"
    found = _named_states(suite, questions) if is_open else _hinted_states(suite, questions)
    drawn = chains(suite)
    paths = (_chain_steps(suite, chain, found, words, written or {}) for chain in drawn)
    names = [", ".join(chain.functions) if len(drawn) > 1 else "" for chain in drawn]
    return tuple(
        replace(step, chain=name) for name, path in zip(names, paths, strict=True) for step in path
    )


def _chain_steps(
    suite: Suite,
    chain: Chain,
    found: Sequence[_State],
    words: Words,
    written: Mapping[str, str],
) -> Iterator[PathStep]:
    """Yield the steps of a chain; what goes wrong in another chain has no bearing on it."""
    kinds = [found[place].kind for place in chain.places]
    first = _first(kinds)
    for position, place in enumerate(chain.places):
        step, state = suite.steps[place], found[place]
        is_shown = suite.hints == "open" or state.kind == "right"
        yield PathStep(
            kind=state.kind,
            number=str(place + 1),
            title=step.title,
            formula=Markup(step.formula.mathml if is_shown else ""),
            words=_state_words(state, kinds, position, words),
            first=position == first,
            written=written.get(step.id, ""),
            is_wide=is_shown and width_in_em(step.formula.mathml) > _WIDEST,
        )


def first_wrong(suite: Suite, questions: Sequence[QuestionView]) -> int | None:
    """Return the index of the first wrong step, or None."""
    return _first([state.kind for state in _named_states(suite, questions)])


@dataclass(frozen=True)
class _State:
    """How a step stands; ``key`` is the sentence for it, where it is not that of the kind."""

    kind: Kind
    key: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def _named_states(suite: Suite, questions: Sequence[QuestionView]) -> list[_State]:
    """Return how each step stands, the steps of recognised mistakes by name."""
    blamed = _blamed(suite, questions)
    return [_named_state(step, questions, blamed.get(step.id)) for step in suite.steps]


def _blamed(suite: Suite, questions: Sequence[QuestionView]) -> dict[str, QuestionView]:
    """Map each step with a recognised mistake to the first question that shows it."""
    blamed: dict[str, QuestionView] = {}
    for view in questions:
        for step in blamed_steps(suite, view):
            blamed.setdefault(step, view)
    return blamed


def _named_state(
    step: Step, questions: Sequence[QuestionView], blamed: QuestionView | None
) -> _State:
    if blamed is None:
        return _state(step, questions)
    right = _right_in(step, questions)
    if right:
        functions = {"right": right.question.function, "wrong": blamed.question.function}
        return _State("part", "elsewhere", functions)
    is_certain = blamed.graded.diagnosis is not None and not blamed.graded.diagnosis.alternatives
    return _State("part" if blamed.graded.earned else "wrong", "named" if is_certain else "one_of")


def _state(step: Step, questions: Sequence[QuestionView]) -> _State:
    asking = next((a for a in questions if a.question.step == step.id), None)
    if asking is not None:
        return _State(question_kind(asking))
    return _State("right" if _right_in(step, questions) else "off")


def _right_in(step: Step, questions: Sequence[QuestionView]) -> QuestionView | None:
    """Return a right question that passes through the step: the one that asks for it, if any."""
    right = [a for a in questions if a.is_right and step.id in on_the_way(a.question)]
    asking = [a for a in right if a.question.step == step.id]
    return next(iter(asking + right), None)


def question_kind(view: QuestionView) -> Kind:
    """Return how the step stands that a question asks for."""
    if view.is_right:
        return "right"
    if view.graded.diagnosis:
        # The mistake is in another step, and that step gets the mark.
        return "follows"
    if all(verdict.status not in _COMPARED for _, verdict in view.wrong):
        return "empty"
    return "part" if view.graded.earned else "wrong"


def _hinted_states(suite: Suite, questions: Sequence[QuestionView]) -> list[_State]:
    """Return how each step stands, without naming the step of any mistake."""
    suspected: dict[int, range] = {}
    for view in questions:
        if view.wrong and not view.graded.carried_forward and not is_unwritten(view):
            places = slip_range(suite, questions, view)
            suspected |= {place: places for place in places if place not in suspected}
    return [
        _hinted_state(step, questions, suspected.get(place))
        for place, step in enumerate(suite.steps)
    ]


def _hinted_state(step: Step, questions: Sequence[QuestionView], suspected: range | None) -> _State:
    state = _state(step, questions)
    if suspected is None or state.kind in ("right", "empty"):
        return state
    if len(suspected) == 1:
        return _State("part", "unnamed_part")
    facts = {"first": str(suspected[0] + 1), "last": str(suspected[-1] + 1)}
    return _State("part", "among", facts)


def _first(kinds: Sequence[Kind]) -> int | None:
    return next((place for place, kind in enumerate(kinds) if kind in _ASTRAY), None)


def _state_words(state: _State, kinds: Sequence[Kind], place: int, words: Words) -> str:
    if state.key and state.key != "named":
        return words(f"step.{state.key}", **state.facts)
    kind = state.kind
    if kind not in _ASTRAY:
        return words(f"step.{kind}")
    if state.key == "named":
        return words(f"step.first_{kind}" if place == _first(kinds) else f"step.{kind}")
    # Without a diagnosis the mistake may also be in an unasked step just before.
    is_unseen_before = place > 0 and kinds[place - 1] == "off"
    return words(f"step.unnamed_{kind}_or_before" if is_unseen_before else f"step.unnamed_{kind}")
