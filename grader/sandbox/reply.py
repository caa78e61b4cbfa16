"""What one child has answered so far, as its frames arrive.  Pure.

The order of the frames is known to the last one, so every frame but the next in line is a
violation: a forged one, a repeated one, one for another case, one too many.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from grader.model import Limits, Outcome, OutOfMemory, Undefined
from grader.sandbox import frames
from grader.sandbox.frames import FrameReader, ProtocolViolation, ReplyFrame
from grader.sandbox.inside import child
from grader.sandbox.plan import PlannedQuestion

LEAST_REPLY_BYTES = 1 << 16
OUT_OF_ORDER = "a frame out of its order"


def reply_limit(question: PlannedQuestion | None, limits: Limits) -> int:
    """How many bytes a child may send while it answers one question, or loads the module."""
    expected = 4 * question.reply_bytes if question else 0
    return max(limits.output_kb * 1024, expected, LEAST_REPLY_BYTES)


class Transcript:
    """The outcomes of one child, by the number of the case.

    ``current`` is the question that is being answered, None before the first; ``started`` and
    ``loaded`` say how far the child had come; ``turns`` counts the beginnings of new stages, so
    that a clock can be set; ``marks`` holds (case or None for loading, bytes printed until then);
    ``released`` says whether the child may know the hidden cases.  ``load_failure`` is an outcome
    that holds for every case.
    """

    def __init__(self, questions: Sequence[PlannedQuestion], limits: Limits) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self.marks: list[tuple[int | None, int]] = []
        self.current: PlannedQuestion | None = None
        self.started = self.loaded = self.ended = self.released = False
        self.turns = 0
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
        """The cases of the current question that have no outcome."""
        cases = self.current.cases if self.current else ()
        return tuple(number for number in cases if number not in self.outcomes)

    @property
    def waits(self) -> bool:
        """Whether everything was said that may be shown, and the hidden cases can be told."""
        return self.current is not None and self.current.hidden and not self.released

    @property
    def printed(self) -> int:
        """How many bytes the child says it had printed with its last answer."""
        return self.marks[-1][1] if self.marks else 0

    def release(self, printed: int) -> None:
        """The hidden cases are being told, and so many bytes came before: only they were said in
        cases that may be shown, whatever the child claimed."""
        self.released = True
        self.marks = [(number, min(at, printed)) for number, at in self.marks]

    @property
    def complete(self) -> bool:
        """Whether the child said all that it was to say, and not a byte more."""
        return self.ended and not self._reader.pending

    def hear(self, data: bytes) -> None:
        """Raises ProtocolViolation or TooLong."""
        for frame in self._reader.feed(data):
            if self.ended:
                raise ProtocolViolation("a frame after the last")
            self._script.send(frame)
        if self.ended and self._reader.pending:
            raise ProtocolViolation("bytes after the last frame")

    def _follow(self) -> Generator[None, ReplyFrame, None]:
        _expect((yield), child.STARTED, 0)
        self.started = True
        self.turns += 1
        frame = yield
        self.marks.append((None, frame.printed))
        if frame.number == child.LOADING:
            self.load_failure = self._failure(frame)
        else:
            _expect(frame, child.LOADED, 0)
            self.loaded = True
            for question in self._questions:
                yield from self._answers(question)
            _expect((yield), child.END, 0)
        self.ended = True
        yield

    def _answers(self, question: PlannedQuestion) -> Generator[None, ReplyFrame, None]:
        self.current = question
        self.turns += 1
        frame = yield
        if question.hidden and not self.released:
            raise ProtocolViolation("an answer before its question")
        if frame.kind == child.UNDEFINED:
            _expect(frame, child.UNDEFINED, question.number)
            # What is said here may repeat a hidden argument, and this would be shown.
            similar = "" if question.hidden else frames.name(frame.body)
            missing = Undefined(question.function, similar)
            self.outcomes.update(dict.fromkeys(question.cases, missing))
            return
        _expect(frame, child.QUESTION, question.number)
        for number in question.cases:
            frame = yield
            if frame.number != number:
                raise ProtocolViolation(OUT_OF_ORDER)
            self.outcomes[number] = self._outcome(frame)
            self.marks.append((number, frame.printed))

    def _outcome(self, frame: ReplyFrame) -> Outcome:
        match frame.kind:
            case child.VALUE:
                return frames.returned(frame.body)
            case child.NOT_NUMERIC:
                return frames.not_numeric(frame.body)
            case child.RAISED:
                return frames.raised(frame.body, loading=False)
            case child.MEMORY:
                return OutOfMemory(self._limits.memory_mb)
        raise ProtocolViolation(OUT_OF_ORDER)

    def _failure(self, frame: ReplyFrame) -> Outcome:
        match frame.kind:
            case child.RAISED:
                return frames.raised(frame.body, loading=True)
            case child.MEMORY:
                return OutOfMemory(self._limits.memory_mb, loading=True)
        raise ProtocolViolation(OUT_OF_ORDER)


def _expect(frame: ReplyFrame, kind: int, number: int) -> None:
    if frame.kind != kind or frame.number != number:
        raise ProtocolViolation(OUT_OF_ORDER)
