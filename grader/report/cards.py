"""Make one card for each question that needs work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from grader.report import example
from grader.report.bar import bar
from grader.report.causes import Cause, is_unwritten
from grader.report.grade_view import GradeView
from grader.report.heat import heat
from grader.report.illustrations import Example
from grader.report.ladder import LadderMaker
from grader.report.listing import SourceText
from grader.report.mistakes import alternatives, known_mistakes, mistakes
from grader.report.outcome_words import (
    exception_listing,
    fit_sentences,
    has_comparable_numbers,
    outcome_sentences,
    printed_texts,
    visible_factor,
)
from grader.report.pages import Card, Hint, Kind, Ladder, Link, Listing, Mistake, Pill
from grader.report.question_view import QuestionView

_ROOM = 4_000
"""Characters of the student's file on a page; later cards leave the code out."""


class CardMaker:
    """Make the cards of one submission."""

    def __init__(
        self,
        questions: Sequence[QuestionView],
        found: Sequence[Cause],
        grade_view: GradeView,
        source: SourceText,
    ) -> None:
        self._suite = grade_view.suite
        self._grade_view = grade_view
        self._questions = {view.question.id: view for view in questions}
        self._causes = found
        self._source = source
        self._words = grade_view.words
        self._ladders = LadderMaker(self._suite, questions, found, source, self._words)

    def cards(self) -> tuple[Card, ...]:
        """Return the cards, in the order of the fixes.

        Questions that only follow from earlier mistakes come last; what is not written yet has
        nothing to explain.  Worked examples of all cards but the first start folded.
        """
        first = list(dict.fromkeys(cause.question for cause in self._causes))
        covered = {
            id
            for cause in self._causes
            if self._questions[cause.question].failed_together
            for id in cause.explains
        }
        after = [
            id for id, a in self._questions.items() if a.wrong and id not in {*first, *covered}
        ]
        views = [self._questions[id] for id in first + after]
        made = self._with_room([view for view in views if not is_unwritten(view)])
        return tuple(_folded(card) if place else card for place, card in enumerate(made))

    def _with_room(self, views: Iterable[QuestionView]) -> Iterable[Card]:
        room = _ROOM
        for view in views:
            shows_own = room > 0 and not view.graded.carried_forward
            function = view.question.code_name
            own = self._source.function(function, self._words) if shows_own else None
            room -= sum(len(line.text) for line in own.lines) if own else 0
            yield self._card(view, own)

    def _card(self, view: QuestionView, own: Listing | None) -> Card:
        words, question = self._words, view.question
        follows = view.graded.carried_forward
        kind: Kind = "follows" if follows else "part" if view.graded.earned else "wrong"
        is_open = self._suite.hints == "open"
        ladders = () if is_open or follows else self._ladders.ladders(view, own)
        label = self._grade_view.label(view.graded)
        is_explained = is_open or not ladders
        return Card(
            id=view.anchor,
            kind=kind,
            title=question.title,
            signature=question.signature,
            state=Pill(kind, words(f"card.{kind}")),
            points=self._grade_view.points_of(question),
            summary=self._summary(view),
            decision=self._grade_view.decision_on(question),
            asked="" if follows else question.asked,
            formula=Markup(question.formula.mathml),
            follows_words=self._follows_words(view),
            follows=self._follows(view),
            explanation=self._explanation(view, labelled=label is not None, whole=is_explained),
            label=label,
            listing=exception_listing(view, self._source, words) if _is_unnamed(view) else None,
            mistakes=self._mistakes(view) if is_open and not follows else (),
            ladders=ladders,
            examples=tuple(self._examples(view)) if is_open and not follows else (),
            heat=None if follows else heat(view, words),
            bar=None if follows or not is_open else bar(view, words),
            printed=self._printed(view),
            function_listing=None if _shows_lines(ladders) else own,
        )

    def _mistakes(self, view: QuestionView) -> tuple[Mistake, ...]:
        return mistakes(self._suite, view, self._causes, self._words)

    def _explanation(self, view: QuestionView, *, labelled: bool, whole: bool) -> tuple[str, ...]:
        if _is_unnamed(view):
            return outcome_sentences(view, self._words, labelled=labelled, hinted=not whole)
        if view.graded.fits:
            said = fit_sentences(view, self._words) if whole else ()
            return (*said, self._words("card.repeated"))
        return (self._one_of(view) if whole else ()) or self._scaled(view)

    def _printed(self, view: QuestionView) -> tuple[Hint, ...]:
        return tuple(
            Hint(self._words("card.printed", case=case), text) for case, text in printed_texts(view)
        )

    def _summary(self, view: QuestionView) -> str:
        wrong, marked = len(view.wrong), len(view.marked)
        hidden = sum(case.hidden for case, _ in view.wrong)
        sentence = self._words("card.summary", wrong=wrong, all=marked)
        return sentence + (self._words.count("card.hidden", hidden) if hidden else "")

    def _follows(self, view: QuestionView) -> tuple[Link, ...]:
        """Return links to the root causes in other questions that also affect this answer."""
        diagnosis = view.graded.diagnosis
        carried = set(diagnosis.carried) if diagnosis else set()
        follows = diagnosis.follows if diagnosis else ()
        return tuple(
            Link(cause.anchor, self._named(cause))
            for cause in self._causes
            if cause.question != view.question.id
            and (carried & {*cause.mistakes} if cause.mistakes else cause.question in follows)
        )

    def _named(self, cause: Cause) -> str:
        question = self._suite.question(cause.question)
        if cause.mistakes and self._suite.hints == "open":
            titles = (self._suite.misconception(id).title for id in cause.mistakes)
            return self._words.listed(tuple(titles))
        return self._words("card.own_function", function=question.function)

    def _scaled(self, view: QuestionView) -> tuple[str, ...]:
        factor = visible_factor(view)
        return (self._words("card.scaled", factor=factor),) if factor else ()

    def _follows_words(self, view: QuestionView) -> str:
        diagnosis = view.graded.diagnosis
        if diagnosis is None or not (diagnosis.carried or diagnosis.follows):
            return ""
        if view.graded.fits:
            return self._words("card.also_there")
        return self._words("card.only_follows" if diagnosis.carried_forward else "card.follows_too")

    def _examples(self, view: QuestionView) -> Iterable[Example]:
        suite, words, notebook = self._suite, self._words, self._source.notebook
        if view.graded.diagnosis is None:
            shown = has_comparable_numbers(view)
            found = example.of_unknown(suite, view, words, notebook=notebook) if shown else None
        else:
            known = [one.id for one in known_mistakes(suite, view, self._causes)]
            found = (
                example.of_mistakes(suite, view, known, words, notebook=notebook) if known else None
            )
        return (found,) if found else ()

    def _one_of(self, view: QuestionView) -> tuple[str, ...]:
        """Say that several mistakes give these answers, and which steps decide between them."""
        diagnosis, words = view.graded.diagnosis, self._words
        perhaps = {known.step for known in alternatives(self._suite, view)}
        if not perhaps or diagnosis is None:
            return ()
        titles = tuple(step.title for step in self._suite.steps if step.id in perhaps)
        return (
            words("card.one_of", n=len(diagnosis.alternatives)),
            words("card.decides", steps=words.listed(titles)),
        )


def _folded(card: Card) -> Card:
    return replace(card, examples=tuple(map(example.folded, card.examples)))


def _is_unnamed(view: QuestionView) -> bool:
    diagnosis = view.graded.diagnosis
    return diagnosis is None or diagnosis.unexplained_in_part


def _shows_lines(ladders: Sequence[Ladder]) -> bool:
    return any(hint.listing for ladder in ladders for hint in ladder.hints)
