"""The table of one submission's outcomes, filled by all children that worked on it.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from grader.model import Execution, Observation, Outcome, SkippedStatement, Tampered, TimedOut
from grader.sandbox.plan import Plan, PlannedQuestion
from grader.sandbox.reply import ReplyParser

MOST_PRINTED = 4096
"""Bytes of what a case printed that are kept."""


class OutcomeTable:
    """Outcomes and prints by the number of the case; ``open`` questions still have to be asked."""

    def __init__(self, plan: Plan) -> None:
        self.open: tuple[PlannedQuestion, ...] = plan.questions
        self.tampered = False
        self._cases = plan.cases
        self._outcomes: dict[int, Outcome] = {}
        self._printed: dict[int, bytes] = {}
        self._flags: list[str] = []
        self._skipped: tuple[SkippedStatement, ...] | None = None
        self._slow: set[int] = set()

    @property
    def slow(self) -> tuple[int, ...]:
        """Return the lines of statements that a child had to stop."""
        return tuple(sorted(self._slow))

    def enter(
        self,
        asked: Sequence[PlannedQuestion],
        parser: ReplyParser,
        output: bytes,
        cut_short: Outcome | None,
    ) -> None:
        """Enter what one child answered.  A hang or a crash costs the rest of its own question."""
        self._keep_skipped(parser)
        self._keep_prints(parser, output)
        self._outcomes.update(parser.outcomes)
        done = set(asked)
        if isinstance(cut_short, TimedOut) and cut_short.in_sum:
            loading = cut_short.loading and not self._outcomes
            self._fill(range(len(self._cases)), replace(cut_short, loading=loading))
        elif isinstance(cut_short, Tampered):
            self.tampered = True
            self._flags.append(f"tampered: {cut_short.reason}")
            self._fill(range(len(self._cases)), cut_short)
        elif parser.load_failure or (cut_short and not parser.loaded):
            self._fill(range(len(self._cases)), parser.load_failure or cut_short)
        elif cut_short:
            self._fill(parser.missing, cut_short)
            done = set(_until(asked, parser.current))
            done |= self._give_up(parser.current, cut_short)
        all_known = len(self._outcomes) == len(self._cases)
        self.open = () if all_known else tuple(q for q in self.open if q not in done)

    def refuse(self, outcome: Outcome) -> None:
        """Enter the same outcome for every case, without a child."""
        self._fill(range(len(self._cases)), outcome)
        self.open = ()

    def execution(self) -> Execution:
        """Return all observations.  Raises KeyError while a case has no outcome."""
        return Execution(
            tuple(
                Observation(case, self._outcomes[number], self._text(number))
                for number, case in enumerate(self._cases)
            ),
            tuple(self._flags),
            self._skipped or (),
        )

    def _give_up(self, cut: PlannedQuestion | None, outcome: Outcome) -> set[PlannedQuestion]:
        """Fill the other part of a question that hung or crashed: it would do so again."""
        others = {part for part in self.open if cut and part.question == cut.question}
        for part in others:
            self._fill(part.cases, outcome)
        return others

    def _fill(self, numbers: Iterable[int], outcome: Outcome | None) -> None:
        if outcome is not None:
            for number in numbers:
                self._outcomes.setdefault(number, outcome)

    def _keep_skipped(self, parser: ReplyParser) -> None:
        """Keep what the first child tells: a later one may know what a hidden case was given."""
        if self._skipped is None:
            self._skipped = tuple(parser.skipped)
        self._slow.update(one.line for one in parser.skipped if not one.error)

    def _keep_prints(self, parser: ReplyParser, output: bytes) -> None:
        """Give each stretch of the output to the case whose answer followed it.

        What was printed while the module loaded goes to the first case of the suite; what was
        printed last, without an answer, to the case that did not answer, or else to the last of
        the question: never to one before it, which may be shown where this one is hidden.
        """
        if not output:  # the usual case
            return
        at = 0
        for offset in parser.offsets:
            stop = min(max(offset.printed, at), len(output))
            self._keep(offset.case, output[at:stop])
            at = stop
        last = parser.current.cases[-1] if parser.current else None
        self._keep(next(iter(parser.missing), last), output[at:])

    def _keep(self, number: int | None, text: bytes) -> None:
        loaded_before = bool(self._outcomes)
        if text and not (number is None and loaded_before):
            place = number or 0
            self._printed[place] = (self._printed.get(place, b"") + text)[:MOST_PRINTED]

    def _text(self, number: int) -> str:
        return self._printed.get(number, b"").decode("utf-8", "replace")


def _until(
    asked: Sequence[PlannedQuestion], last: PlannedQuestion | None
) -> Iterator[PlannedQuestion]:
    for question in asked:
        yield question
        if question is last:
            return
