"""Answers that nobody derived, in place of those to one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Function = Callable[..., Any]
Functions = Mapping[str, Function]

ANOTHER = {
    "tanh": lambda f, a: f["softmax"](a.ravel()).reshape(a.shape),
    "softmax_jacobian": lambda f, z: np.diag(f["softmax"](z)),
    "grad_z": lambda f, z, t: f["softmax"](z),
    "grad_w2": lambda f, *network: f["grad_w1"](*network),
    "grad_w1": lambda f, *network: f["grad_w2"](*network),
}
"""For each later question an answer that belongs to another one."""

KINDS: dict[str, Callable[[Any, Any], Any]] = {
    "all NaN": lambda own, right: np.full(right.shape, np.nan),
    "all infinite": lambda own, right: np.full(right.shape, np.inf),
    "zeros": lambda own, right: np.zeros(right.shape),
    "a constant": lambda own, right: np.full(right.shape, 0.25),
    "noise": lambda own, right: _noise(right),
    "own overflow times anything": lambda own, right: np.where(np.isfinite(own), 7.0, np.nan),
    "anything but own overflow": lambda own, right: np.where(np.isfinite(own), np.nan, 7.0),
    "lost where own is lost": lambda own, right: np.full(right.shape, 7.0 + 0 * own.sum()),
    "scaled": lambda own, right: 3 * own,
    "permuted": lambda own, right: np.roll(own.ravel(), 1).reshape(own.shape),
}
"""Garbage from somebody's own answer and the right one."""

ALL = (*KINDS, "another question's answer")


def spoilt(own: Functions, right: Functions, question: str, kind: str) -> dict[str, Function]:
    """Return the functions of somebody who gives garbage of this kind to one question."""

    def garbage(*given: Any) -> Any:
        if kind not in KINDS:
            return ANOTHER[question](own, *given)
        expected = np.asarray(right[question](*given), float)
        return KINDS[kind](_shaped(own[question], given, expected), expected)

    return {**own, question: garbage}


def _shaped(function: Function, given: Any, right: Any) -> Any:
    """Return somebody's own answer, or NaN where it is none."""
    try:
        return np.asarray(function(*given), float)
    except Exception:  # noqa: BLE001 - a wrong line may fail in any way
        return np.full(right.shape, np.nan)


def _noise(right: Any) -> Any:
    return np.random.default_rng([*right.tobytes()]).normal(size=right.shape)
