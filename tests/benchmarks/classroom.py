"""A class of made-up students: right and wrong in the proportions of real code.

Of public softmaxes about half survive large scores, and of hand-written tanhs a third; two-layer
gradients are right in about three of four.  Each submission is put together from lines like those,
the same for the same number.
"""

from __future__ import annotations

import random
from pathlib import Path

_SOFTMAX = (
    "e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
    "return np.exp(z) / np.exp(z).sum()",
    "z = z - z.max()\n    return np.exp(z - np.log(np.exp(z).sum()))",
    "e = np.array([np.exp(v - max(z)) for v in z])\n    return e / sum(e)",
    "return np.exp(z) / sum(np.exp(z))",
)
_TANH = (
    "return np.tanh(a)",
    "return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))",
    "return 2 / (1 + np.exp(-2 * a)) - 1",
    "return np.sign(a) * (1 - np.exp(-2 * abs(a))) / (1 + np.exp(-2 * abs(a)))",
)
_JACOBIAN = (
    "y = softmax(z)\n    return np.diag(y) - np.outer(y, y)",
    "y = softmax(z)\n    return np.diag(y * (1 - y))",
    """y = softmax(z)
    J = np.empty((len(z), len(z)))
    for j in range(len(z)):
        for k in range(len(z)):
            J[j, k] = y[j] * ((j == k) - y[k])
    return J""",
)
_ERROR = (
    "softmax(z) - t",
    "softmax(z) - t",
    "softmax(z) - t",
    "t - softmax(z)",
    "2 * (softmax(z) - t)",
)
_SLOPE = ("(1 - h ** 2)", "(1 - h ** 2)", "(1 - h * h)", "1", "(1 - h)", "h * (1 - h)")
_W2 = ("np.outer(d, h)", "np.outer(d, h)", "d[:, None] * h", "np.outer(h, d)")

_MODULE = '''"""Homework 3."""
import numpy as np


def softmax(z):
    {softmax}


def tanh(a):
    {tanh}


def softmax_jacobian(z):
    {jacobian}


def grad_z(z, t):
    return {error}


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    return {w2}


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    return np.outer((w2.T @ d) * {slope}, x)
'''


def source(number: int) -> str:
    """The module of this student."""
    draw = random.Random(number)
    return _MODULE.format(
        softmax=draw.choice(_SOFTMAX),
        tanh=draw.choice(_TANH),
        jacobian=draw.choice(_JACOBIAN),
        error=draw.choice(_ERROR),
        w2=draw.choice(_W2),
        slope=draw.choice(_SLOPE),
    )


def hand_in(folder: Path, students: int) -> None:
    """A folder of so many submissions."""
    for number in range(students):
        home = folder / f"student-{number:05}"
        home.mkdir(parents=True, exist_ok=True)
        (home / "backprop.py").write_text(source(number))
