"""One card for each question that there is something to say about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from grader.model import Misconception, Question
from grader.report import example, numbers
from grader.report.answered import Answered, anchor
from grader.report.bar import bar
from grader.report.causes import Cause
from grader.report.decided import Decided
from grader.report.happened import (
    compared,
    printed,
    trouble_title,
    what_happened,
    where_it_stopped,
)
from grader.report.heat import heat
from grader.report.listing import Source
from grader.report.pages import Card, Example, Hint, Kind, Link, Listing, Mistake, Pill
from grader.report.words import Words

_ROOM = 4_000
"""Characters of the student's own file on a page: whoever reads the last cards has it at hand."""


class CardMaker:
    """Makes the cards of one submission."""

    def __init__(
        self, questions: Sequence[Answered], found: Sequence[Cause], decided: Decided
    ) -> None:
        self._suite = decided.suite
        self._decided = decided
        self._questions = {answered.question.id: answered for answered in questions}
        self._causes = found
        self._words = decided.words

    def cards(self, source: Source) -> tuple[Card, ...]:
        """The questions in the order of their fixes, then those that only follow."""
        first = list(dict.fromkeys(cause.question for cause in self._causes))
        told = {
            id
            for cause in self._causes
            if self._questions[cause.question].tampered
            for id in cause.explains
        }
        after = [id for id, a in self._questions.items() if a.wrong and id not in {*first, *told}]
        room, made = _ROOM, []
        for id in first + after:
            card = self._card(self._questions[id], source, with_own=room > 0)
            room -= sum(len(line.text) for line in card.own.lines) if card.own else 0
            made.append(card)
        return tuple(made)

    def _card(self, answered: Answered, source: Source, *, with_own: bool) -> Card:
        words, question = self._words, answered.question
        diagnosis = answered.graded.diagnosis
        unknown = diagnosis is None or diagnosis.unexplained_in_part
        follows = answered.graded.carried_forward
        kind: Kind = "follows" if follows else "part" if answered.graded.earned else "wrong"
        told = self._decided.label(answered.graded)
        shows_own = with_own and not follows
        own = source.function(question.function, words) if shows_own else None
        return Card(
            id=answered.anchor,
            kind=kind,
            title=question.title,
            signature=question.signature,
            state=Pill(kind, words(f"card.{kind}")),
            points=self._decided.points_of(question),
            summary=self._summary(answered),
            decided=self._decided.said_of(question),
            asked=question.asked,
            formula=Markup(question.formula.mathml),
            follows_words=self._follows_words(answered),
            follows=self._follows(answered),
            happened=what_happened(answered, words, labelled=told is not None)
            if unknown
            else self._one_of(answered) or self._scaled(answered),
            told=told,
            listing=where_it_stopped(answered, source, words) if unknown else None,
            mistakes=() if follows else tuple(self._mistakes(answered, own)),
            examples=tuple(self._examples(answered, notebook=source.notebook)),
            heat=None if follows else heat(answered, words),
            bar=None if follows else bar(answered, words),
            printed=self._printed(answered),
            own=own,
        )

    def _printed(self, answered: Answered) -> tuple[Hint, ...]:
        return tuple(
            Hint(self._words("card.printed", case=case), text) for case, text in printed(answered)
        )

    def _summary(self, answered: Answered) -> str:
        wrong, marked = len(answered.wrong), len(answered.marked)
        hidden = sum(case.hidden for case, _ in answered.wrong)
        sentence = self._words("card.summary", wrong=wrong, all=marked)
        return sentence + (self._words.count("card.hidden", hidden) if hidden else "")

    def _follows(self, answered: Answered) -> tuple[Link, ...]:
        """The root causes elsewhere that show here too."""
        diagnosis = answered.graded.diagnosis
        carried = diagnosis.carried if diagnosis else ()
        follows = diagnosis.follows if diagnosis else ()
        return tuple(
            Link(cause.anchor, self._named(cause))
            for cause in self._causes
            if cause.question != answered.question.id
            and (cause.mistake in carried if cause.mistake else cause.question in follows)
        )

    def _named(self, cause: Cause) -> str:
        if cause.mistake:
            return self._suite.misconception(cause.mistake).title
        question = self._suite.question(cause.question)
        return self._words("card.own_function", function=question.function)

    def _scaled(self, answered: Answered) -> tuple[str, ...]:
        diagnosis = answered.graded.diagnosis
        if diagnosis is None or diagnosis.scale == 1.0:
            return ()
        if all(verdict.right for _, verdict in answered.shown):
            return ()  # a number seen in hidden answers alone could be one that was asked there
        return (self._words("card.scaled", factor=numbers.number(diagnosis.scale)),)

    def _follows_words(self, answered: Answered) -> str:
        diagnosis = answered.graded.diagnosis
        if diagnosis is None or not (diagnosis.carried or diagnosis.follows):
            return ""
        return self._words("card.only_follows" if diagnosis.carried_forward else "card.follows_too")

    def _examples(self, answered: Answered, *, notebook: bool) -> Iterable[Example]:
        suite, words = self._suite, self._words
        if answered.graded.diagnosis is None:
            shown = compared(answered)
            found = [example.of_unknown(suite, answered, words, notebook=notebook)] if shown else []
        else:
            own = (c.mistake for c in self._causes if c.question == answered.question.id)
            found = [
                example.of_mistake(suite, answered, mistake, words, notebook=notebook)
                for mistake in own
            ]
        return (one for one in found if one)

    def _alone(self, answered: Answered) -> bool:
        return sum(cause.question == answered.question.id for cause in self._causes) == 1

    def _one_of(self, answered: Answered) -> tuple[str, ...]:
        """That several mistakes answer alike, and what decides between them."""
        sets = answered.graded.diagnosis.alternatives if answered.graded.diagnosis else ()
        if not sets:
            return ()
        steps = {known.step: known for known in self._alternatives(answered)}
        titles = tuple(step.title for step in self._suite.steps if step.id in steps)
        words = self._words
        return (
            words("card.one_of", n=len(sets)),
            words("card.decides", steps=words.listed(titles)),
        )

    def _alternatives(self, answered: Answered) -> list[Misconception]:
        sets = answered.graded.diagnosis.alternatives if answered.graded.diagnosis else ()
        return [
            self._suite.misconception(id) for id in dict.fromkeys(id for ids in sets for id in ids)
        ]

    def _mistakes(self, answered: Answered, own: Listing | None) -> Iterable[Mistake]:
        for known in self._alternatives(answered):
            place = f"fix-{answered.question.id}-{known.id}"
            yield replace(self._mistake(answered, known, place, (), own), evidence="")
        for cause in self._causes:
            if cause.mistake and cause.question == answered.question.id:
                known = self._suite.misconception(cause.mistake)
                explained = [self._questions[id].question for id in cause.explains]
                yield self._mistake(answered, known, cause.anchor, explained, own)

    def _mistake(
        self,
        answered: Answered,
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
            evidence=self._evidence(answered),
            explains=tuple(Link(anchor(question.id), question.title) for question in explains),
            hints_title=words(
                "hint.title" if self._alone(answered) else "hint.title_of", mistake=known.title
            ),
            hints=self._hints(answered, known, own),
        )

    def _hints(
        self, answered: Answered, known: Misconception, own: Listing | None
    ) -> tuple[Hint, ...]:
        """A question first, then where to look, then what the instructor wrote further."""
        words = self._words
        texts = [("hint.further", text) for text in known.hints]
        if texts:
            texts[0] = ("hint.first", known.hints[0])
        if texts and own:
            texts.insert(1, ("hint.where_title", self._where(answered, known, own)))
        return tuple(Hint(words(title, n=n), text) for n, (title, text) in enumerate(texts, 1))

    def _where(self, answered: Answered, known: Misconception, own: Listing) -> str:
        """The lines of the function that shows the mistake; it may lie in what they call."""
        return self._words(
            "hint.where" if own.whole else "hint.where_long",
            function=answered.question.function,
            first=own.lines[0].number,
            last=own.lines[-1].number,
            step=next((step.title for step in self._suite.steps if step.id == known.step), ""),
        )

    def _evidence(self, answered: Answered) -> str:
        diagnosis = answered.graded.diagnosis
        assert diagnosis is not None
        cases = len(answered.marked)
        if diagnosis.carried:
            return self._words("evidence.carried", n=cases)
        alone = len(diagnosis.misconceptions) == 1
        return self._words("evidence.one" if alone else "evidence.several", n=cases)


def fix_title(questions: Mapping[str, Answered], cause: Cause, decided: Decided) -> tuple[str, str]:
    """What to do about a cause, and why."""
    if cause.mistake:
        known = decided.suite.misconception(cause.mistake)
        return known.fix, known.title
    answered, words = questions[cause.question], decided.words
    diagnosis = answered.graded.diagnosis
    if diagnosis and diagnosis.alternatives:
        sets = [
            [decided.suite.misconception(id).title for id in ids] for ids in diagnosis.alternatives
        ]
        titles = tuple(words.listed(tuple(titles)) for titles in sets)
        return words("fixes.one_of"), words("fixes.one_of_why", titles=words.either(titles))
    label = decided.label(answered.graded)
    why = words("fixes.told", title=label.title) if label else what_happened(answered, words)[0]
    return trouble_title(answered, words), why


def _marked(mathml: str, kind: str, words: Words) -> str:
    """Words for a mark in a formula, where it has one."""
    return words(f"formula.{kind}") if f'class="{kind}"' in mathml else ""
