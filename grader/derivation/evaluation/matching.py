"""Recognise a quantity by its value.

h(\\sum_i w_{ji} x_i), a student's own o_j and h_j are one quantity, whatever is written.  At random
points two components of a quantity never agree by chance, so an expression that has the value of a
component at every point is that component.  No pattern is matched.
"""

from __future__ import annotations

import numpy as np

from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.tensor import POINT, Tensor, aligned

_CLOSE = 1e-9


def component_of(value: Tensor, quantity: Tensor, system: NumberSystem) -> dict[str, Tensor] | None:
    """Return which components of a quantity these values are.

    Parameters
    ----------
    value
        An expression's values; its axes are point and any index letters.
    quantity
        The quantity's values; its axes are point, "0", "1".

    Returns
    -------
    dict or None
        An index tensor for each axis of the quantity; None if a value is no component of it.
    """
    if not value.has(POINT):
        return None
    axes = (POINT, *(axis for axis in value.axes if axis != POINT))
    written = system.middle(aligned(value, axes))
    known = system.middle(quantity.data)
    shape = known.shape[1:]
    flat = known.reshape(known.shape[0], *(1,) * (len(axes) - 1), -1)
    close = np.abs(written[..., None] - flat) <= _CLOSE * (1e-3 + np.abs(flat))
    if not (close.sum(axis=-1) == 1).all():
        return None
    places = np.unravel_index(close.argmax(axis=-1), shape) if shape else ()
    return {str(n): _without_points(Tensor(axes, place)) for n, place in enumerate(places)}


def _without_points(index: Tensor) -> Tensor:
    if (index.data == index.data[:1]).all():
        return Tensor(index.axes[1:], index.data[0])
    return index
