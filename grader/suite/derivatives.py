"""Derivatives of steps by differences: quantities that a route may start from.

    slope_of_h          the derivative of the step ``h`` by the one quantity that it needs, entry
                        by entry; at a kink the flatter of the two
    steeper_slope_of_h  the same, at a kink the steeper of the two
    jacobian_of_y       at [j, k] the derivative of entry j of ``y`` by entry k of what it needs

Where something else stands in place of the step, the derivative is that of it, so what a student
derived rightly from a function of their own can be told from a slip in deriving.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any

import numpy as np

from grader.model import Array

_STEP = 5e-3
_WEIGHTS = {-3: -1 / 60, -2: 3 / 20, -1: -3 / 4, 1: 3 / 4, 2: -3 / 20, 3: 1 / 60}
"""Of a central difference of the sixth order: its error is that of rounding, about 1e-13."""

_SHORT_STEP = 1e-6
_IS_SMOOTH = 1e-6
"""Where the two differ by more there is a kink within the long steps: the short ones count."""

_IS_KINK = 1e-4
"""Where the slopes to either side differ by more there is a kink at the point itself."""

_NOISE = 1e-12
"""Relative to the largest value: a smaller derivative is not told from 0."""

_STEPS = (*(_STEP * k for k in _WEIGHTS), -_SHORT_STEP, 0.0, _SHORT_STEP)


@unique
class Form(Enum):
    """The forms of a derivative; the value is how the name of one begins."""

    FLATTER = "slope_of_"
    STEEPER = "steeper_slope_of_"
    JACOBIAN = "jacobian_of_"


@dataclass(frozen=True)
class Derivative:
    """The derivative of a line that needs one quantity."""

    line: Callable[..., Any]
    form: Form

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self.line)

    def __call__(self, argument: Any) -> Array:
        """Compute the derivative at ``argument``; raise what the line raises."""
        at = np.asarray(argument, np.float64)
        is_whole = self.form is Form.JACOBIAN
        directions = np.eye(at.size).reshape(-1, *at.shape) if is_whole else [1.0]
        points = [at + step * way for way in directions for step in _STEPS]
        values = np.array(_values(self.line, points), np.float64)
        found = self._differences(values.reshape(-1, len(_STEPS), *values.shape[1:]))
        return np.moveaxis(found, 0, -1) if is_whole else np.asarray(found[0])

    def _differences(self, values: Array) -> Array:
        """Return the derivatives, shape (directions, ...), from (directions, steps, ...) values."""
        weights = np.array(list(_WEIGHTS.values())) / _STEP
        long = np.tensordot(weights, values[:, :-3], (0, 1))
        below, above = np.moveaxis(np.diff(values[:, -3:], axis=1), 1, 0) / _SHORT_STEP
        short = (below + above) / 2
        is_steeper = np.abs(above) > np.abs(below)
        side = np.where(is_steeper == (self.form is Form.STEEPER), above, below)
        largest = np.abs(values[np.isfinite(values)]).max(initial=1.0)
        found: Array = np.where(np.abs(long - short) > _IS_SMOOTH * largest, short, long)
        found = np.where(np.abs(above - below) > _IS_KINK * largest, side, found)
        found[np.abs(found) < _NOISE * largest] = 0.0
        return found


def derivative_of(name: str) -> tuple[str, Form] | None:
    """Return the step of which a quantity of this name is the derivative, and the form of it.

    Returns
    -------
    tuple of (str, Form), or None
        None where the name is not that of a derivative.
    """
    for form in Form:
        if name.startswith(form.value):
            return name.removeprefix(form.value), form
    return None


def has_derivative(line: Callable[..., Any]) -> bool:
    """Return whether the line starts from a derivative."""
    return any(derivative_of(name) for name in inspect.signature(line).parameters)


def _values(line: Callable[..., Any], points: Iterable[Any]) -> list[Any]:
    """Return the values at all points; raise the first exception after the last call.

    A line that calls a student's function is then known to call it at all of them.
    """
    found, errors = [], []
    for point in points:
        try:
            found.append(line(point))
        except Exception as error:  # noqa: BLE001 - a line may fail in any way
            errors.append(error)
    if errors:
        raise errors[0]
    return found
