"""Where attacks take place: a canary, a suite with an answer that nobody can compute, a trial."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

import grader
from grader.errors import SandboxError
from grader.marking.marker import Marker
from grader.model import (
    Case,
    Check,
    Died,
    Execution,
    Flooded,
    Formula,
    Limits,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Question,
    Raised,
    Returned,
    RightValues,
    Submission,
    Suite,
    Tampered,
    TimedOut,
    Tolerance,
    Undefined,
    frozen,
)
from grader.results.recording import with_places
from grader.sandbox import Plan, Worker
from tests.attacks.attack import MARK, REST, Attack

LIMITS = Limits(wall_seconds=1.0, cpu_seconds=0.3, memory_mb=512, output_kb=256)
HONEST = f"import numpy as np\n{REST}\ndef secret(a):\n    return np.zeros(3)\n".encode()
STUMBLES = frozenset(
    "NameError UnboundLocalError SyntaxError IndentationError KeyError ModuleNotFoundError".split()
)
"""What an attack ends in that has a slip of its own and so has not been tried."""

ENVIRONMENT_VARIABLE = "GRADER_ATTACK_CANARY"


@dataclass(frozen=True)
class Host:
    """What must stay unknown and untouched: a string that the grader's side alone holds."""

    folder: Path
    canary: str = field(default_factory=lambda: f"canary-{secrets.token_hex(16)}")

    @property
    def secret_file(self) -> Path:
        return self.folder / "answers.txt"

    def prepare(self) -> None:
        self.secret_file.write_text(self.canary)
        os.environ[ENVIRONMENT_VARIABLE] = self.canary

    @property
    def untouched(self) -> bool:
        names = [path.name for path in self.folder.iterdir()]
        return names == [self.secret_file.name] and self.secret_file.read_text() == self.canary

    def placed(self, source: bytes) -> bytes:
        """With the places that an attacker may be assumed to know."""
        places = {
            b"@SECRET@": str(self.secret_file),
            b"@GRADER@": str(Path(grader.__file__).parent),
        }
        for name, path in places.items():
            source = source.replace(name, path.encode())
        return source


def suite(host: Host) -> Suite:
    """Two questions that code can answer, one that only a thief can, and a hidden case.

    The hidden case begins with a number that an attacker may be assumed to know.
    """
    vector, other = np.array([1.0, -2.0, 3.0]), np.array([0.5, 4.0])
    unknown = np.frombuffer(secrets.token_bytes(24), "<u8").astype(float)
    unseen = np.array([1234.5, *(secrets.randbits(52) / 2**40 for _ in range(4))])
    hidden = replace(_case("later", 1, 2 * unseen, unseen), hidden=True)
    questions = (
        _question(
            "double", _case("double", 1, 2 * vector, vector), _case("double", 2, 2 * other, other)
        ),
        _question("outer", _case("outer", 1, np.outer(vector, other), vector, other)),
        _question("secret", _case("secret", 1, unknown, vector)),
        replace(_question("later", hidden), function="double"),
    )
    right = RightValues((unknown[None],), {}, {})
    shown = {case.id: right for one in questions for case in one.cases if not case.hidden}
    title = host.canary
    return Suite(
        *("attacked", title, "attacked", "en", questions, (), ()), limits=LIMITS, right_values=shown
    )


def _case(question: str, number: int, expected: object, *arguments: object) -> Case:
    arrays = tuple(frozen(argument) for argument in arguments)
    id = f"{question}/{number}"
    return Case(id, id, "values", False, arrays, frozen(expected))


def _question(id: str, *cases: Case) -> Question:
    checks = (Check("values", "values", 1.0),)
    nothing = Formula("", "")
    return Question(id, id, ("a",), id, "", nothing, "", Tolerance(), checks, cases)


class Range:
    """Attacks are tried here, one after the other, on one worker."""

    def __init__(self, host: Host, worker: Worker) -> None:
        self._host = host
        self._worker = worker
        self._suite = suite(host)
        self._plan = Plan.of(self._suite)
        self._marker = Marker(self._suite)

    def attempt(self, attack: Attack) -> Trial:
        """What the attack came to, and what it damaged, the next submission's grade included."""
        try:
            execution = self._run(self._host.placed(attack.source))
        except SandboxError as error:
            return Trial(attack, None, (f"the sandbox was lost: {error}",))
        damage = [
            *self._seen(attack, execution),
            *self._recorded(attack, execution),
            *self._afterwards(),
        ]
        return Trial(attack, execution, tuple(damage))

    def _run(self, source: bytes) -> Execution:
        return self._worker.run(Submission("somebody", "attacked.py", source), self._plan)

    def _seen(self, attack: Attack, execution: Execution) -> Iterator[str]:
        told = "".join(texts(execution))
        if MARK in told:
            line = told[told.index(MARK) :].splitlines()[0]
            yield f"it got through: {line[:120]}"
        if self._host.canary in told:
            yield "the canary was told"
        if self._told_what_is_hidden(execution):
            yield "a hidden argument was told where it is shown"
        if not self._host.untouched:
            yield "files were touched"
        for question in self._marker.mark("somebody", execution).questions:
            if question.earned and question.question in attack.undeserved:
                yield f"{question.question} was counted as right"

    def _recorded(self, attack: Attack, execution: Execution) -> Iterator[str]:
        """The run that records values, for those who attack it: feedback never changes a mark."""
        if attack.family != "recording":
            return
        seen: list[Execution] = []

        def run(submission: Submission, plan: Plan) -> Execution:
            seen.append(self._worker.run(submission, plan))
            return seen[-1]

        before = self._marker.mark("somebody", execution)
        submission = Submission("somebody", "attacked.py", self._host.placed(attack.source))
        after = with_places(self._suite, submission, before, {}, run)
        told = "".join(text for one in seen for text in texts(one))
        if not seen:
            yield "nothing was recorded: the attack was not tried"
        if MARK in told or self._host.canary in told:
            yield f"it got through while it was recorded: {told[:120]}"
        for one, other in zip(before.questions, after.questions, strict=True):
            if replace(other, place=None) != one:
                yield f"the mark of {one.question} changed"
            if other.place and not 1 <= other.place.line <= submission.source.count(b"\n") + 1:
                yield f"a place that is not there: {other.place}"

    def _told_what_is_hidden(self, execution: Execution) -> bool:
        """In a case that is shown, or as a name, which is told of hidden cases too."""
        (case,) = (case for case in self._suite.cases if case.hidden)
        unseen = [number.tobytes() for number in case.arguments[0][1:]]
        needles = [needle for data in unseen for needle in (data, data.hex().encode())]
        told = b"".join(
            _bytes_of(seen)
            for seen in execution.observations
            if seen.case != case.id or isinstance(seen.outcome, Undefined)
        )
        return any(needle in told for needle in needles)

    def _afterwards(self) -> Iterator[str]:
        """An honest submission's grade, by the same worker.

        The canary is in its source too: what a submission says is nothing for the next one.
        """
        try:
            execution = self._run(HONEST + f"# {self._host.canary}\n".encode())
        except SandboxError as error:
            yield f"the next submission was lost: {error}"
            return
        earned = {q.question: q.earned for q in self._marker.mark("next", execution).questions}
        right = {"double": 1.0, "outer": 1.0, "secret": 0.0, "later": 1.0}
        if earned != right or execution.flags:
            yield f"the next submission got {earned} {execution.flags}"
        if left := set(texts(execution)) - {"", "ndarray"}:
            yield f"the next submission told {left}"


@dataclass(frozen=True)
class Trial:
    """An attack, what was observed (None where the sandbox was lost), and the damage."""

    attack: Attack
    execution: Execution | None
    damage: tuple[str, ...]

    @property
    def stumbled(self) -> str:
        """The exception of an attack that was never carried out, or empty."""
        for outcome in self.outcomes:
            if (
                isinstance(outcome, Raised)
                and outcome.error in STUMBLES
                and outcome.error not in self.attack.ends_in
            ):
                return f"{outcome.error}: {outcome.message}"
        return ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(seen.outcome for seen in self.execution.observations) if self.execution else ()

    @property
    def ended(self) -> str:
        """In a few words, of the case that tells most."""
        words = list(dict.fromkeys(map(_in_words, self.outcomes)))
        telling = [word for word in words if word != "answers"]
        return telling[0] if telling else "answers"


def texts(execution: Execution) -> Iterator[str]:
    """Everything that a child said."""
    for seen in execution.observations:
        yield from _texts_of(seen)


def _texts_of(seen: Observation) -> Iterator[str]:
    yield seen.printed
    match seen.outcome:
        case Returned(_, kind):
            yield kind
        case NotNumeric(kind, detail):
            yield kind + detail
        case Raised(error, message):
            yield error + message
        case Undefined(_, similar):
            yield similar


def _bytes_of(seen: Observation) -> bytes:
    value = seen.outcome.value.tobytes() if isinstance(seen.outcome, Returned) else b""
    return "\n".join(_texts_of(seen)).encode() + value


def _in_words(outcome: Outcome) -> str:  # noqa: C901  a table
    match outcome:
        case Returned():
            return "answers"
        case NotNumeric(kind):
            return f"no numbers ({kind[:20]})"
        case Raised(error):
            return error
        case Undefined("secret"):
            return "answers"
        case Undefined():
            return "undefined"
        case TimedOut():
            return "timed out"
        case OutOfMemory():
            return "out of memory"
        case Died(0):
            return "left early"
        case Died(signal):
            return f"died of signal {signal}"
        case Flooded():
            return "flooded"
        case Tampered(reason):
            return f"tampered: {reason}"
