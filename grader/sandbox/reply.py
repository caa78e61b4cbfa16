"""Parse the reply of one child, frame by frame.  Pure.

The order of the frames is known to the last one, so every frame but the next one is a violation:
a forged frame, a repeated frame, a frame for another case, a frame too many.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

from grader.model import Limits, Outcome, OutOfMemory, SkippedStatement, Undefined
from grader.sandbox import frames
from grader.sandbox.frames import FrameReader, ProtocolViolation, ReplyFrame, TooLong
from grader.sandbox.inside import protocol
from grader.sandbox.plan import PlannedQuestion

LEAST_REPLY_BYTES = 1 << 16
OUT_OF_ORDER = "a frame out of its order"


def reply_limit(question: PlannedQuestion | None, limits: Limits) -> int:
    """Return how many bytes a child may send while it answers one question or loads the module."""
    expected = 4 * question.reply_bytes if question else 0
    return max(limits.output_kb * 1024, expected, LEAST_REPLY_BYTES)


class Offset(NamedTuple):
    """How many bytes a child says it had printed: up to a frame, and when its stage began.

    ``question`` and ``case`` are None while the module is loaded.
    """

    question: PlannedQuestion | None
    case: int | None
    began: int
    printed: int


class ReplyParser:
    """Collect the outcomes of one child.

    Attributes
    ----------
    outcomes
        By the number of the case.
    offsets
        One for each frame that ends a stretch of prints, in order.
    current
        The question that is being answered, None before the first.
    started, loaded, ended
        How far the child has come.
    released
        Whether the child may know the hidden cases.
    stage
        The number of the stage, which changes when a clock has to be set.
    load_failure
        An outcome that holds for every case, or None.
    skipped
        The statements that the module was loaded without.
    """

    def __init__(self, questions: Sequence[PlannedQuestion], limits: Limits) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self.offsets: list[Offset] = []
        self.current: PlannedQuestion | None = None
        self.started = self.loaded = self.ended = self.released = False
        self.stage = 0
        self.load_failure: Outcome | None = None
        self.skipped: list[SkippedStatement] = []
        self._limits = limits
        self._questions = questions
        self._began = self._printed = self._checked = 0
        longest = max((reply_limit(question, limits) for question in questions), default=0)
        most = 3 + protocol.MOST_SKIPPED + sum(1 + len(q.cases) for q in questions)
        self._reader = FrameReader(longest, most)
        self._script = self._follow()
        next(self._script)

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the cases of the current question that have no outcome."""
        cases = self.current.cases if self.current else ()
        return tuple(number for number in cases if number not in self.outcomes)

    @property
    def awaits_hidden(self) -> bool:
        """True if all that may be shown was answered, and the hidden cases can be sent."""
        return self.current is not None and self.current.hidden and not self.released

    @property
    def printed(self) -> int:
        """Return how many bytes the child says it had printed with its last answer."""
        return self.offsets[-1].printed if self.offsets else 0

    def release(self, printed: int) -> None:
        """Note that the hidden cases are sent now, after so many bytes of output.

        No more bytes belong to cases that may be shown, whatever the child claimed.
        """
        self.released = True
        self._began = min(self._began, printed)
        self.offsets = [one._replace(printed=min(one.printed, printed)) for one in self.offsets]

    @property
    def complete(self) -> bool:
        """True if the child said all that it was to say, and not a byte more."""
        return self.ended and not self._reader.pending

    def feed(self, data: bytes) -> None:
        """Take more bytes of the reply.  Raises ProtocolViolation or TooLong."""
        for frame in self._reader.feed(data):
            if self.ended:
                raise ProtocolViolation("a frame after the last")
            if frame.printed > self._printed:
                self._printed = frame.printed
            self._script.send(frame)
        if self.ended and self._reader.pending:
            raise ProtocolViolation("bytes after the last frame")

    def flooded(self, arrived: int, settled: int) -> bool:
        """True if a stage has printed too much; then all from that case on is dropped.

        Where it is cut does not depend on when prints and frames arrive: it is at the first frame
        by which the child says to have printed too much since its stage began.

        Parameters
        ----------
        arrived
            The number of bytes that were printed for certain.
        settled
            Those of them that were printed before the next frame, which has not arrived.
        """
        most = self._limits.output_kb * 1024
        if not arrived:  # the usual case
            return False
        while self._checked < len(self.offsets):
            offset = self.offsets[self._checked]
            if min(offset.printed, arrived) - offset.began > most:
                self._cut(self._checked)
                return True
            if offset.printed > arrived:
                return False
            self._checked += 1
        return settled - self._began > most

    def _cut(self, place: int) -> None:
        self.current = self.offsets[place].question
        before = self._questions.index(self.current) if self.current else 0
        answered = {number for question in self._questions[:before] for number in question.cases}
        answered |= {offset.case for offset in self.offsets[:place] if offset.case is not None}
        self.outcomes = {number: self.outcomes[number] for number in answered}
        self.loaded = self.current is not None
        self.load_failure = None
        self.ended = False
        del self.offsets[place:]

    def _follow(self) -> Generator[None, ReplyFrame, None]:
        _expect((yield), protocol.STARTED, 0)
        self.started = True
        self.stage += 1
        frame = yield from self._skipped_statements()
        self._note(None)
        if frame.number == protocol.LOADING:
            self.load_failure = self._failure(frame)
        else:
            _expect(frame, protocol.LOADED, 0)
            self.loaded = True
            for question in self._questions:
                yield from self._answers(question)
            _expect((yield), protocol.END, 0)
        self.ended = True
        yield

    def _skipped_statements(self) -> Generator[None, ReplyFrame, ReplyFrame]:
        """Take the frames of skipped statements, and return the one after them."""
        slow = 0
        while (frame := (yield)).kind == protocol.SKIPPED and len(self.skipped) < (
            protocol.MOST_SKIPPED
        ):
            _expect(frame, protocol.SKIPPED, protocol.LOADING)
            self.skipped.append(frames.skipped(frame.body, self._limits))
            self._note(None)
            if not self.skipped[-1].error:
                slow += 1
                self.stage += 1
            if slow > protocol.MOST_SLOW:
                raise ProtocolViolation(OUT_OF_ORDER)
        return frame

    def _answers(self, question: PlannedQuestion) -> Generator[None, ReplyFrame, None]:
        self.current = question
        self.stage += 1
        self._began = self._printed
        left = reply_limit(question, self._limits)
        frame = yield
        if question.hidden and not self.released:
            raise ProtocolViolation("an answer before its question")
        if frame.kind == protocol.UNDEFINED:
            _expect(frame, protocol.UNDEFINED, question.number)
            missing = _missing(question, frame.body)
            self.outcomes.update(dict.fromkeys(question.cases, missing))
            return
        _expect(frame, protocol.QUESTION, question.number)
        for number in question.cases:
            frame = yield
            if frame.number != number:
                raise ProtocolViolation(OUT_OF_ORDER)
            left -= len(frame.body)
            if left < 0:
                raise TooLong
            self.outcomes[number] = self._outcome(frame)
            self._note(number)

    def _note(self, case: int | None) -> None:
        self.offsets.append(Offset(self.current, case, self._began, self._printed))

    def _outcome(self, frame: ReplyFrame) -> Outcome:
        match frame.kind:
            case protocol.VALUE:
                return frames.returned(frame.body)
            case protocol.NOT_NUMERIC:
                return frames.not_numeric(frame.body)
            case protocol.RAISED:
                return frames.raised(frame.body, loading=False)
            case protocol.MEMORY:
                return OutOfMemory(self._limits.memory_mb)
        raise ProtocolViolation(OUT_OF_ORDER)

    def _failure(self, frame: ReplyFrame) -> Outcome:
        match frame.kind:
            case protocol.RAISED:
                return frames.raised(frame.body, loading=True)
            case protocol.MEMORY:
                return OutOfMemory(self._limits.memory_mb, loading=True)
            case protocol.LIMIT:
                return frames.limit_reached(frame.body, self._limits)
        raise ProtocolViolation(OUT_OF_ORDER)


def _missing(question: PlannedQuestion, body: bytes) -> Undefined:
    """Return which name is missing, and what may be meant by another one."""
    place = body[0] if body else len(question.names)
    if place >= len(question.names):
        raise ProtocolViolation("a missing name that is not needed")
    # What is said here may repeat a hidden argument, and this would be shown.
    if question.hidden:
        return Undefined(question.names[-1])
    return Undefined(question.names[place], frames.name(body[1:]))


def _expect(frame: ReplyFrame, kind: int, number: int) -> None:
    if frame.kind != kind or frame.number != number:
        raise ProtocolViolation(OUT_OF_ORDER)
