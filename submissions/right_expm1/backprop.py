"""I read that 1 - exp(-2a) cancels for small a, hence expm1."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Forward:
    x: np.ndarray
    h: np.ndarray
    y: np.ndarray

    @classmethod
    def run(cls, x: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> "Forward":
        h = tanh(w1 @ x)
        return cls(x, h, softmax(w2 @ h))


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max())
    return e / e.sum()


def tanh(a: np.ndarray) -> np.ndarray:
    m = np.expm1(-2.0 * np.abs(a))
    return np.copysign(m / (m + 2.0), a)


def softmax_jacobian(z: np.ndarray) -> np.ndarray:
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z: np.ndarray, t: np.ndarray) -> np.ndarray:
    return softmax(z) - t


def grad_w2(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> np.ndarray:
    f = Forward.run(x, w1, w2)
    return np.outer(f.y - t, f.h)


def grad_w1(x: np.ndarray, t: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> np.ndarray:
    f = Forward.run(x, w1, w2)
    return np.outer(w2.T @ (f.y - t) * (1 - f.h**2), f.x)
