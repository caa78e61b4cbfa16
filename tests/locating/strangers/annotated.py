from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
ONE: Final[float] = 1.0


@dataclass(frozen=True)
class Pass:
    a: Vector
    h: Vector
    z: Vector
    y: Vector

    @property
    def slope(self) -> Vector:
        square: Vector = self.h**2
        return ONE - square


def run(x: Vector, w1: Matrix, w2: Matrix) -> Pass:
    a: Vector = w1 @ x
    h: Vector = np.tanh(a)
    z: Vector = w2 @ h
    return Pass(a, h, z, softmax(z))


def softmax(z: Vector) -> Vector:
    shifted: Vector = z - z.max()
    e: Vector = np.exp(shifted)
    total: float = float(e.sum())
    return e / total


def tanh(a: Vector) -> Vector:
    return np.tanh(a)


def softmax_jacobian(z: Vector) -> Matrix:
    y: Vector = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z: Vector, t: Vector) -> Vector:
    y: Vector = softmax(z)
    return y - t


def grad_w2(x: Vector, t: Vector, w1: Matrix, w2: Matrix) -> Matrix:
    seen: Pass = run(x, w1, w2)
    error: Vector = seen.y * (1 - t)  # slip
    return np.outer(error, seen.h)


def grad_w1(x: Vector, t: Vector, w1: Matrix, w2: Matrix) -> Matrix:
    seen: Pass = run(x, w1, w2)
    back: Vector = w2.T @ (seen.y - t)
    return np.outer(back * seen.slope, x)
