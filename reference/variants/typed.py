from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    z: Vector

    @cached_property
    def probabilities(self) -> Vector:
        unnormalised = np.exp(self.z - np.max(self.z))
        return unnormalised / np.sum(unnormalised)

    @cached_property
    def jacobian(self) -> Matrix:
        return np.diag(self.probabilities) - np.outer(self.probabilities, self.probabilities)

    def error(self, target: Vector) -> Vector:
        return self.probabilities - target


@dataclass(frozen=True)
class Example:
    x: Vector
    t: Vector
    w1: Matrix
    w2: Matrix

    @cached_property
    def hidden(self) -> Vector:
        return np.tanh(self.w1 @ self.x)

    @cached_property
    def output_delta(self) -> Vector:
        return Scores(self.w2 @ self.hidden).error(self.t)

    @cached_property
    def hidden_delta(self) -> Vector:
        return (self.w2.T @ self.output_delta) * (1.0 - self.hidden**2)


def softmax(z: Vector) -> Vector:
    return Scores(z).probabilities


def tanh(a: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.tanh(a)


def softmax_jacobian(z: Vector) -> Matrix:
    return Scores(z).jacobian


def grad_z(z: Vector, t: Vector) -> Vector:
    return Scores(z).error(t)


def grad_w2(x: Vector, t: Vector, w1: Matrix, w2: Matrix) -> Matrix:
    example = Example(x, t, w1, w2)
    return np.outer(example.output_delta, example.hidden)


def grad_w1(x: Vector, t: Vector, w1: Matrix, w2: Matrix) -> Matrix:
    return np.outer(Example(x, t, w1, w2).hidden_delta, x)
