"""Parse the reply of one child, frame by frame.  Pure.

The order of the frames is known to the last one, so every frame but the next one is a violation:
a forged frame, a repeated frame, a frame for another case, a frame too many.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from grader.model import Limits, Outcome, OutOfMemory, Undefined
from grader.sandbox import frames
from grader.sandbox.frames import FrameReader, ProtocolViolation, ReplyFrame
from grader.sandbox.inside import protocol
from grader.sandbox.plan import PlannedQuestion

LEAST_REPLY_BYTES = 1 << 16
OUT_OF_ORDER = "a frame out of its order"


def reply_limit(question: PlannedQuestion | None, limits: Limits) -> int:
    """Return how many bytes a child may send while it answers one question or loads the module."""
    expected = 4 * question.reply_bytes if question else 0
    return max(limits.output_kb * 1024, expected, LEAST_REPLY_BYTES)


class ReplyParser:
    """Collect the outcomes of one child.

    Attributes
    ----------
    outcomes
        By the number of the case.
    offsets
        (case, or None for loading; bytes printed until then), in order.
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
    """

    def __init__(self, questions: Sequence[PlannedQuestion], limits: Limits) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self.offsets: list[tuple[int | None, int]] = []
        self.current: PlannedQuestion | None = None
        self.started = self.loaded = self.ended = self.released = False
        self.stage = 0
        self.load_failure: Outcome | None = None
        self._limits = limits
        self._questions = questions
        longest = max((reply_limit(question, limits) for question in questions), default=0)
        most = 3 + sum(1 + len(question.cases) for question in questions)
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
        return self.offsets[-1][1] if self.offsets else 0

    def release(self, printed: int) -> None:
        """Note that the hidden cases are sent now, after so many bytes of output.

        No more bytes belong to cases that may be shown, whatever the child claimed.
        """
        self.released = True
        self.offsets = [(number, min(at, printed)) for number, at in self.offsets]

    @property
    def complete(self) -> bool:
        """True if the child said all that it was to say, and not a byte more."""
        return self.ended and not self._reader.pending

    def feed(self, data: bytes) -> None:
        """Take more bytes of the reply.  Raises ProtocolViolation or TooLong."""
        for frame in self._reader.feed(data):
            if self.ended:
                raise ProtocolViolation("a frame after the last")
            self._script.send(frame)
        if self.ended and self._reader.pending:
            raise ProtocolViolation("bytes after the last frame")

    def _follow(self) -> Generator[None, ReplyFrame, None]:
        _expect((yield), protocol.STARTED, 0)
        self.started = True
        self.stage += 1
        frame = yield
        self.offsets.append((None, frame.printed))
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

    def _answers(self, question: PlannedQuestion) -> Generator[None, ReplyFrame, None]:
        self.current = question
        self.stage += 1
        frame = yield
        if question.hidden and not self.released:
            raise ProtocolViolation("an answer before its question")
        if frame.kind == protocol.UNDEFINED:
            _expect(frame, protocol.UNDEFINED, question.number)
            # What is said here may repeat a hidden argument, and this would be shown.
            similar = "" if question.hidden else frames.name(frame.body)
            missing = Undefined(question.function, similar)
            self.outcomes.update(dict.fromkeys(question.cases, missing))
            return
        _expect(frame, protocol.QUESTION, question.number)
        for number in question.cases:
            frame = yield
            if frame.number != number:
                raise ProtocolViolation(OUT_OF_ORDER)
            self.outcomes[number] = self._outcome(frame)
            self.offsets.append((number, frame.printed))

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
        raise ProtocolViolation(OUT_OF_ORDER)


def _expect(frame: ReplyFrame, kind: int, number: int) -> None:
    if frame.kind != kind or frame.number != number:
        raise ProtocolViolation(OUT_OF_ORDER)
