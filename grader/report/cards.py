"""Make one card for each question that needs work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from grader.model import Misconception, Question
from grader.report import example, numbers
from grader.report.bar import bar
from grader.report.causes import Cause
from grader.report.grade_view import GradeView
from grader.report.heat import heat
from grader.report.listing import SourceText
from grader.report.outcome_words import (
    exception_listing,
    has_comparable_numbers,
    outcome_sentences,
    printed_texts,
    trouble_title,
)
from grader.report.pages import Card, Example, Hint, Kind, Link, Listing, Mistake, Pill
from grader.report.question_view import QuestionView, anchor
from grader.report.words import Words

_ROOM = 4_000
"""Characters of the student's file on a page; later cards leave the code out."""


class CardMaker:
    """Make the cards of one submission."""

    def __init__(
        self, questions: Sequence[QuestionView], found: Sequence[Cause], grade_view: GradeView
    ) -> None:
        self._suite = grade_view.suite
        self._grade_view = grade_view
        self._questions = {view.question.id: view for view in questions}
        self._causes = found
        self._words = grade_view.words

    def cards(self, source: SourceText) -> tuple[Card, ...]:
        """Return the cards, in the order of the fixes.

        Questions that only follow from earlier mistakes come last.
        """
        first = list(dict.fromkeys(cause.question for cause in self._causes))
        covered = {
            id
            for cause in self._causes
            if self._questions[cause.question].is_tampered
            for id in cause.explains
        }
        after = [
            id for id, a in self._questions.items() if a.wrong and id not in {*first, *covered}
        ]
        room, made = _ROOM, []
        for id in first + after:
            card = self._card(self._questions[id], source, with_own=room > 0)
            room -= (
                sum(len(line.text) for line in card.function_listing.lines)
                if card.function_listing
                else 0
            )
            made.append(card)
        return tuple(made)

    def _card(self, view: QuestionView, source: SourceText, *, with_own: bool) -> Card:
        words, question = self._words, view.question
        diagnosis = view.graded.diagnosis
        unknown = diagnosis is None or diagnosis.unexplained_in_part
        follows = view.graded.carried_forward
        kind: Kind = "follows" if follows else "part" if view.graded.earned else "wrong"
        label = self._grade_view.label(view.graded)
        shows_own = with_own and not follows
        own = source.function(question.function, words) if shows_own else None
        return Card(
            id=view.anchor,
            kind=kind,
            title=question.title,
            signature=question.signature,
            state=Pill(kind, words(f"card.{kind}")),
            points=self._grade_view.points_of(question),
            summary=self._summary(view),
            decision=self._grade_view.decision_on(question),
            asked=question.asked,
            formula=Markup(question.formula.mathml),
            follows_words=self._follows_words(view),
            follows=self._follows(view),
            explanation=outcome_sentences(view, words, labelled=label is not None)
            if unknown
            else self._one_of(view) or self._scaled(view),
            label=label,
            listing=exception_listing(view, source, words) if unknown else None,
            mistakes=() if follows else tuple(self._mistakes(view, own)),
            examples=tuple(self._examples(view, notebook=source.notebook)),
            heat=None if follows else heat(view, words),
            bar=None if follows else bar(view, words),
            printed=self._printed(view),
            function_listing=own,
        )

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
        carried = diagnosis.carried if diagnosis else ()
        follows = diagnosis.follows if diagnosis else ()
        return tuple(
            Link(cause.anchor, self._named(cause))
            for cause in self._causes
            if cause.question != view.question.id
            and (cause.mistake in carried if cause.mistake else cause.question in follows)
        )

    def _named(self, cause: Cause) -> str:
        if cause.mistake:
            return self._suite.misconception(cause.mistake).title
        question = self._suite.question(cause.question)
        return self._words("card.own_function", function=question.function)

    def _scaled(self, view: QuestionView) -> tuple[str, ...]:
        diagnosis = view.graded.diagnosis
        if diagnosis is None or diagnosis.scale == 1.0:
            return ()
        if all(verdict.right for _, verdict in view.visible_cases):
            return ()  # a factor seen only in hidden cases could reveal one of their numbers
        return (self._words("card.scaled", factor=numbers.number(diagnosis.scale)),)

    def _follows_words(self, view: QuestionView) -> str:
        diagnosis = view.graded.diagnosis
        if diagnosis is None or not (diagnosis.carried or diagnosis.follows):
            return ""
        return self._words("card.only_follows" if diagnosis.carried_forward else "card.follows_too")

    def _examples(self, view: QuestionView, *, notebook: bool) -> Iterable[Example]:
        suite, words = self._suite, self._words
        if view.graded.diagnosis is None:
            shown = has_comparable_numbers(view)
            found = [example.of_unknown(suite, view, words, notebook=notebook)] if shown else []
        else:
            own = (c.mistake for c in self._causes if c.question == view.question.id)
            found = [
                example.of_mistake(suite, view, mistake, words, notebook=notebook)
                for mistake in own
            ]
        return (one for one in found if one)

    def _alone(self, view: QuestionView) -> bool:
        return sum(cause.question == view.question.id for cause in self._causes) == 1

    def _one_of(self, view: QuestionView) -> tuple[str, ...]:
        """Say that several mistakes give these answers, and which steps decide between them."""
        sets = view.graded.diagnosis.alternatives if view.graded.diagnosis else ()
        if not sets:
            return ()
        steps = {known.step: known for known in self._alternatives(view)}
        titles = tuple(step.title for step in self._suite.steps if step.id in steps)
        words = self._words
        return (
            words("card.one_of", n=len(sets)),
            words("card.decides", steps=words.listed(titles)),
        )

    def _alternatives(self, view: QuestionView) -> list[Misconception]:
        sets = view.graded.diagnosis.alternatives if view.graded.diagnosis else ()
        return [
            self._suite.misconception(id) for id in dict.fromkeys(id for ids in sets for id in ids)
        ]

    def _mistakes(self, view: QuestionView, own: Listing | None) -> Iterable[Mistake]:
        for known in self._alternatives(view):
            place = f"fix-{view.question.id}-{known.id}"
            yield replace(self._mistake(view, known, place, (), own), evidence="")
        for cause in self._causes:
            if cause.mistake and cause.question == view.question.id:
                known = self._suite.misconception(cause.mistake)
                explained = [self._questions[id].question for id in cause.explains]
                yield self._mistake(view, known, cause.anchor, explained, own)

    def _mistake(
        self,
        view: QuestionView,
        known: Misconception,
        place: str,
        explains: Iterable[Question],
        own: Listing | None,
    ) -> Mistake:
        words = self._words
        return Mistake(
            id=place,
            title=known.title,
            fix=known.fix,
            right=Markup(known.right.mathml),
            wrong=Markup(known.wrong.mathml),
            right_label=_marked(known.right.mathml, "missing", words),
            wrong_label=_marked(known.wrong.mathml, "wrong", words),
            evidence=self._evidence(view),
            explains=tuple(Link(anchor(question.id), question.title) for question in explains),
            hints_title=words(
                "hint.title" if self._alone(view) else "hint.title_of", mistake=known.title
            ),
            hints=self._hints(view, known, own),
        )

    def _hints(
        self, view: QuestionView, known: Misconception, own: Listing | None
    ) -> tuple[Hint, ...]:
        """Return a question first, then where to look, then the instructor's further hints."""
        words = self._words
        texts = [("hint.further", text) for text in known.hints]
        if texts:
            texts[0] = ("hint.first", known.hints[0])
        if texts and own:
            texts.insert(1, ("hint.where_title", self._where(view, known, own)))
        return tuple(Hint(words(title, n=n), text) for n, (title, text) in enumerate(texts, 1))

    def _where(self, view: QuestionView, known: Misconception, own: Listing) -> str:
        """Name the lines of the function; the mistake may also be in a function they call."""
        return self._words(
            "hint.where" if own.whole else "hint.where_long",
            function=view.question.function,
            first=own.lines[0].number,
            last=own.lines[-1].number,
            step=next((step.title for step in self._suite.steps if step.id == known.step), ""),
        )

    def _evidence(self, view: QuestionView) -> str:
        diagnosis = view.graded.diagnosis
        assert diagnosis is not None
        cases = len(view.marked)
        if diagnosis.carried:
            return self._words("evidence.carried", n=cases)
        alone = len(diagnosis.misconceptions) == 1
        return self._words("evidence.one" if alone else "evidence.several", n=cases)


def fix_title(
    questions: Mapping[str, QuestionView], cause: Cause, grade_view: GradeView
) -> tuple[str, str]:
    """Return what to do about a cause, and why."""
    if cause.mistake:
        known = grade_view.suite.misconception(cause.mistake)
        return known.fix, known.title
    view, words = questions[cause.question], grade_view.words
    diagnosis = view.graded.diagnosis
    if diagnosis and diagnosis.alternatives:
        sets = [
            [grade_view.suite.misconception(id).title for id in ids]
            for ids in diagnosis.alternatives
        ]
        titles = tuple(words.listed(tuple(titles)) for titles in sets)
        return words("fixes.one_of"), words("fixes.one_of_why", titles=words.either(titles))
    label = grade_view.label(view.graded)
    why = words("fixes.told", title=label.title) if label else outcome_sentences(view, words)[0]
    return trouble_title(view, words), why


def _marked(mathml: str, kind: str, words: Words) -> str:
    """Return the label for a mark in a formula, or an empty string if it has no such mark."""
    return words(f"formula.{kind}") if f'class="{kind}"' in mathml else ""
