"""The derivation continued from somebody's own functions, by each formula that may be meant.

Where an earlier Jacobian is wrong, dE/dz may also have been taken through it, as J^T (-t/y) or
J (-t/y).  Another tanh may be used with its own slope, and another softmax with its own Jacobian:
both are taken from the person's function by differences.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.oracle.network import QUANTITY, Line
from tests.oracle.student import Answer, Student

EARLIER = {
    "softmax": (),
    "tanh": (),
    "softmax_jacobian": ("softmax",),
    "grad_z": ("softmax", "softmax_jacobian"),
    "grad_w2": ("softmax", "tanh", "softmax_jacobian", "grad_z"),
    "grad_w1": ("softmax", "tanh", "softmax_jacobian", "grad_z"),
}

_THROUGH: tuple[Line, ...] = (
    lambda jacobian, y, t: jacobian.T @ (-t / y),
    lambda jacobian, y, t: jacobian @ (-t / y),
)


_TRUE_SLOPE: Line = lambda dh, a: dh * (1 - np.tanh(a) ** 2)  # noqa: E731 - a formula as data


@dataclass(frozen=True, eq=False)
class Continuation:
    """The derivation from some of somebody's own functions, by one formula.

    ``divides``: by probabilities, which somebody else's formula may have cancelled before;
    ``differs``: takes derivatives by differences, which far out have few digits.
    """

    uses: tuple[str, ...]
    lines: Mapping[str, Line]
    divides: bool = False
    differs: bool = False


class OwnFunctions:
    """Somebody's functions, as lines of the derivation."""

    def __init__(self, student: Student) -> None:
        self._student = student
        self._answers: dict[tuple[Any, ...], Answer] = {}

    def continuations(self, question: str, wrong: Collection[str]) -> Iterator[Continuation]:
        """Yield the right derivation, then those from own functions that are not right.

        Those with the fewest functions come first.
        """
        earlier = [one for one in EARLIER[question] if one in wrong]
        for count in range(len(earlier) + 1):
            for uses in itertools.combinations(earlier, count):
                yield from self._formulas(question, uses)

    def _formulas(self, question: str, uses: tuple[str, ...]) -> Iterator[Continuation]:
        own = {QUANTITY[one]: self._line(one) for one in uses}
        # A wrong tanh may be used on the way there, and the slope of the right one on the way back.
        slopes: list[dict[str, Line]] = [{}]
        if "tanh" in uses:
            slopes += [{"da": _TRUE_SLOPE}, {"da": self._own_slope}]
        if question == "softmax_jacobian" and uses:
            slopes += [{"jacobian": self._own_jacobian}]
        for slope in slopes:
            differs = bool({self._own_slope, self._own_jacobian} & {*slope.values()})
            if "softmax_jacobian" not in uses or "grad_z" in uses:
                yield Continuation(uses, {**own, **slope}, differs=differs)
                continue
            for through in _THROUGH:
                yield Continuation(uses, {**own, **slope, "dz": through}, True, differs)

    def _line(self, question: str) -> Line:
        """Return somebody's own function as a line of the derivation."""
        lines: dict[str, Line] = {
            "softmax": lambda z: self._asked(question, z),
            "tanh": lambda a: self._asked(question, a),
            "softmax_jacobian": lambda z: self._asked(question, z),
            "grad_z": lambda z, t: self._asked(question, z, t),
        }
        return lines[question]

    def _own_slope(self, dh: Any, a: Any) -> Any:
        return dh * _extrapolated(lambda step: self._asked("tanh", a + step))

    def _own_jacobian(self, z: Any) -> Any:
        columns = [
            _extrapolated(lambda step, way=way: self._asked("softmax", z + step * way))
            for way in np.eye(z.size)
        ]
        return np.transpose(columns)

    def _asked(self, question: str, *arguments: Any) -> Any:
        key = (question, *((a.shape, a.tobytes()) for a in map(np.asarray, arguments)))
        if key not in self._answers:
            self._answers[key] = self._student.ask(question, arguments, "plain")
        answer = self._answers[key]
        if answer.value is None:
            raise Unusable(question, answer.kind)
        return answer.value


def _extrapolated(function: Callable[[float], Any]) -> Any:
    """Return the derivative at 0: central differences, three times halved and extrapolated."""
    table = [(function(step) - function(-step)) / (2 * step) for step in (8e-3, 4e-3, 2e-3, 1e-3)]
    for order in (4, 16, 64):
        table = [
            (order * fine - coarse) / (order - 1) for coarse, fine in itertools.pairwise(table)
        ]
    return table[0]


class Unusable(Exception):
    """An own function whose answer nothing can be computed from."""

    def __init__(self, question: str, kind: str) -> None:
        super().__init__(question, kind)
        self.question, self.kind = question, kind
