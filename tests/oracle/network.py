"""The homework's mathematics, written once more from its definition.

Nothing here comes from the grader or from its reference.  Right answers are complex-step
derivatives of E = ln sum_l exp z_l - t . z, which no cancellation and no overflow can spoil.
``Quantities`` continues the derivation from wherever somebody left it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

Line = Callable[..., Any]

PARAMETERS = {
    "softmax": ("z",),
    "tanh": ("a",),
    "softmax_jacobian": ("z",),
    "grad_z": ("z", "t"),
    "grad_w2": ("x", "t", "w1", "w2"),
    "grad_w1": ("x", "t", "w1", "w2"),
}
"""The questions in their order, with what each is given."""

QUANTITY = {
    "softmax": "y",
    "tanh": "h",
    "softmax_jacobian": "jacobian",
    "grad_z": "dz",
    "grad_w2": "dw2",
    "grad_w1": "dw1",
}
"""What each question asks for."""

_TINY = 1e-30


def log_sum_exp(z):
    largest = z.real.max()
    return largest + np.log(np.exp(z - largest).sum())


def softmax(z):
    return np.exp(z - log_sum_exp(z))


def tanh(a):
    sign = np.where(a.real < 0, -1.0, 1.0)
    shrinking = -2 * sign * a
    return sign * -np.expm1(shrinking) / (1 + np.exp(shrinking))


def loss(z, t):
    return log_sum_exp(z) - t @ z


def network_loss(x, t, w1, w2):
    return loss(w2 @ tanh(w1 @ x), t)


def slopes(function, at):
    """Return all derivatives of the function: its own axes first, then those of its argument."""
    columns = []
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += _TINY * 1j
        columns.append(np.imag(function(moved)) / _TINY)
    return np.stack(columns, axis=-1).reshape(columns[0].shape + at.shape)


def right(question: str, given: Mapping[str, Any]) -> Any:
    """Return the right answer to a question."""
    match question:
        case "softmax":
            return softmax(given["z"])
        case "tanh":
            return tanh(given["a"])
        case "softmax_jacobian":
            return slopes(softmax, given["z"])
        case "grad_z":
            return slopes(lambda z: loss(z, given["t"]), given["z"])
        case "grad_w2":
            return slopes(lambda w2: network_loss(**{**given, "w2": w2}), given["w2"])
        case "grad_w1":
            return slopes(lambda w1: network_loss(**{**given, "w1": w1}), given["w1"])
    raise ValueError(question)


LINES: dict[str, Line] = {
    "a": lambda w1, x: (w1 * x).sum(axis=1),
    "h": tanh,
    "z": lambda w2, h: (w2 * h).sum(axis=1),
    "y": softmax,
    "jacobian": lambda y: y[:, None] * (np.identity(len(y)) - y),
    "dz": lambda y, t: y - t,
    "dw2": lambda dz, h: dz[:, None] * h,
    "dh": lambda w2, dz: (w2 * dz[:, None]).sum(axis=0),
    "da": lambda dh, h: dh - dh * h * h,
    "dw1": lambda da, x: da[:, None] * x,
}
"""The derivation line by line: what a line's parameters are called is what it needs."""


class Quantities:
    """The quantities that follow from given ones, with some lines replaced by others.

    A replaced line may take the right value of its own quantity: a parameter of the same name.
    """

    def __init__(self, given: Mapping[str, Any], replaced: Mapping[str, Line]) -> None:
        self._known = dict(given)
        self._lines = {**LINES, **replaced}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._value(name, self._lines[name])
        return self._known[name]

    def _value(self, name: str, line: Line) -> Any:
        needed = [
            self._value(name, LINES[name]) if needs == name else self[needs]
            for needs in _parameters(line)
        ]
        return line(*map(_copy, needed))


@cache
def _parameters(line: Line) -> tuple[str, ...]:
    return tuple(inspect.signature(line).parameters)


def _copy(value: Any) -> Any:
    """Return an array of its own, which refuses to be written to where the original did."""
    if not isinstance(value, np.ndarray):
        return value
    copy = value.copy()
    copy.setflags(write=value.flags.writeable)
    return copy
