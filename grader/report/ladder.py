"""Ladders of hints: from a question to the fix, each hint given only when it is asked for.

    1  a question       the instructor's first hint, or what the wrong numbers have in common
    2  where to look    the student's lines
    3  what it is       the mistake by its name, and the evidence
    4  the fix          the formulas side by side, and an example worked out

An unexplained answer has the first two, and then the right numbers of an example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.model import Misconception, Suite
from grader.report import example
from grader.report.causes import Cause
from grader.report.illustrations import Example
from grader.report.listing import SourceText
from grader.report.mistakes import alternatives, known_mistakes, mistakes
from grader.report.outcome_words import fit_sentences, has_comparable_numbers, symptom_words
from grader.report.pages import Hint, Ladder, Listing, Mistake
from grader.report.question_view import QuestionView
from grader.report.slip_range import slip_range
from grader.report.words import Words


class LadderMaker:
    """Make the ladders of one submission's questions."""

    def __init__(
        self,
        suite: Suite,
        questions: Sequence[QuestionView],
        found: Sequence[Cause],
        source: SourceText,
        words: Words,
    ) -> None:
        self._suite = suite
        self._questions = questions
        self._causes = found
        self._source = source
        self._words = words

    def ladders(self, view: QuestionView, own: Listing | None) -> tuple[Ladder, ...]:
        """Return a ladder for each mistake of a question, and one if nothing is named."""
        perhaps = alternatives(self._suite, view)
        shown = mistakes(self._suite, view, self._causes, self._words)
        if perhaps:
            hints = self._one_of(view, perhaps, shown, own)
            return (Ladder(f"{view.anchor}-hints", "", self._numbered(hints)),)
        if shown:
            return tuple(self._named(view, shown, own))
        hints = list(self._unexplained(view, own))
        return (Ladder(f"{view.anchor}-hints", "", self._numbered(hints)),) if hints else ()

    def _numbered(self, hints: Sequence[Hint]) -> tuple[Hint, ...]:
        words = self._words
        return tuple(
            replace(hint, title=words(f"hint.{hint.title}", n=n)) for n, hint in enumerate(hints, 1)
        )

    def _named(
        self, view: QuestionView, shown: Sequence[Mistake], own: Listing | None
    ) -> Iterator[Ladder]:
        known = known_mistakes(self._suite, view, self._causes)
        for number, (one, mistake) in enumerate(zip(known, shown, strict=True), start=1):
            several = len(known) > 1
            title = self._words("hint.part", n=number, all=len(known)) if several else ""
            lines = own if number == 1 else None  # the same lines need not be shown twice
            yield Ladder(mistake.id, title, self._numbered(self._hints(view, one, mistake, lines)))

    def _hints(
        self, view: QuestionView, known: Misconception, mistake: Mistake, own: Listing | None
    ) -> list[Hint]:
        worked = example.of_mistakes(
            self._suite, view, [known.id], self._words, notebook=self._source.notebook
        )
        name = self._words.paragraph(
            [self._words.sentence(known.title), *known.hints[1:2], mistake.evidence]
        )
        return [
            *(Hint("question", text) for text in known.hints[:1]),
            *self._where(view, own),
            Hint("name", name),
            Hint("fix", "", mistakes=(_without_evidence(mistake),), examples=_some(worked)),
        ]

    def _one_of(
        self,
        view: QuestionView,
        perhaps: Sequence[Misconception],
        shown: Sequence[Mistake],
        own: Listing | None,
    ) -> list[Hint]:
        words = self._words
        questions = dict.fromkeys(text for known in perhaps for text in known.hints[:1])
        titles = words.either(tuple(dict.fromkeys(known.title for known in perhaps)))
        return [
            *([Hint("question", words.paragraph(list(questions)[:2]))] if questions else []),
            *self._where(view, own),
            Hint("name", words("hint.one_of", titles=titles)),
            Hint("fix", "", mistakes=tuple(shown)),
        ]

    def _unexplained(self, view: QuestionView, own: Listing | None) -> Iterator[Hint]:
        """Yield what helps to find a slip that has no name: nothing if numbers say nothing."""
        if view.graded.carried_forward or not has_comparable_numbers(view):
            return
        symptom, words = view.graded.symptom, self._words
        seen = symptom_words(view.question, symptom, words) if symptom else ""
        yield Hint("question", seen or words("hint.no_symptom"))
        yield from self._where(view, own)
        fits = fit_sentences(view, words)
        if fits:
            yield Hint("name", words.paragraph(fits))
        worked = example.of_unknown(self._suite, view, words, notebook=self._source.notebook)
        if worked:
            yield Hint("example", words("status.work_along"), examples=(worked,))

    def _where(self, view: QuestionView, own: Listing | None) -> Iterator[Hint]:
        """Yield the hint that shows the student's lines, if the file has them."""
        if own is None or not own.lines:
            return
        places = slip_range(self._suite, self._questions, view)
        steps = [self._suite.steps[place].title for place in places]
        key = "hint.where_text" if len(steps) == 1 else "hint.where_texts"
        place = self._words(
            "hint.lines_in_cell" if own.cell else "hint.lines",
            first=own.lines[0].number,
            last=own.lines[-1].number,
            cell=own.cell,
        )
        text = self._words(
            key, lines=place, function=view.question.function, first=steps[0], last=steps[-1]
        )
        yield Hint("where", text, listing=own)


def _without_evidence(mistake: Mistake) -> Mistake:
    """Return the mistake for the last hint: the one before it gave the evidence."""
    return replace(mistake, evidence="")


def _some(worked: Example | None) -> tuple[Example, ...]:
    return (worked,) if worked else ()
