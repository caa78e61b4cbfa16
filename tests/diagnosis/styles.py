"""The right recipe, written by three different people.

Each style computes every step another way: whole arrays; plain Python numbers in loops; and sums
by index, with other but equal formulas.  A wrong line put into any of them must be recognised.
"""

from __future__ import annotations

import math

import numpy as np

from grader.suite.recipe import Recipe


def _arrays() -> Recipe:
    def y(z):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    return Recipe(
        {
            "a": lambda w1, x: np.dot(w1, x),
            "h": lambda a: np.tanh(a),
            "z": lambda w2, h: np.dot(w2, h),
            "y": y,
            "jacobian": lambda y: y[:, None] * (np.eye(len(y)) - y[None, :]),
            "dz": lambda y, t: y - t,
            "dw2": lambda dz, h: dz[:, None] * h[None, :],
            "dh": lambda w2, dz: dz @ w2,
            "da": lambda dh, h: dh * (1 + h) * (1 - h),
            "dw1": lambda da, x: da.reshape(-1, 1) @ x.reshape(1, -1),
        }
    )


def _loops() -> Recipe:
    def times(w, v):
        return np.array([math.fsum(p * q for p, q in zip(row, v, strict=True)) for row in w])

    def y(z):
        largest = max(z)
        e = [math.exp(v - largest) for v in z]
        total = math.fsum(e)
        return np.array([v / total for v in e])

    def jacobian(y):
        n = range(len(y))
        return np.array([[y[j] * (1 - y[j]) if j == k else -y[j] * y[k] for k in n] for j in n])

    return Recipe(
        {
            "a": lambda w1, x: times(w1, x),
            "h": lambda a: np.array([math.tanh(v) for v in a.ravel()]).reshape(a.shape),
            "z": lambda w2, h: times(w2, h),
            "y": y,
            "jacobian": jacobian,
            "dz": lambda y, t: np.array([p - q for p, q in zip(y, t, strict=True)]),
            "dw2": lambda dz, h: np.array([[d * v for v in h] for d in dz]),
            "dh": lambda w2, dz: times(w2.T, dz),
            "da": lambda dh, h: np.array([d * (1 - v * v) for d, v in zip(dh, h, strict=True)]),
            "dw1": lambda da, x: np.array([[d * v for v in x] for d in da]),
        }
    )


def _indices() -> Recipe:
    def h(a):
        e = np.expm1(-2 * np.abs(a))
        return np.sign(a) * -e / (e + 2)

    def y(z):
        shifted = z - z.max()
        return np.exp(shifted - np.log(np.exp(shifted).sum()))

    return Recipe(
        {
            "a": lambda w1, x: np.einsum("ji,i->j", w1, x),
            "h": h,
            "z": lambda w2, h: np.einsum("kj,j->k", w2, h),
            "y": y,
            "jacobian": lambda y: np.diag(y) - np.einsum("j,k->jk", y, y),
            "dz": lambda y, t: -(t - y),
            "dw2": lambda dz, h: np.einsum("k,j->kj", dz, h),
            "dh": lambda w2, dz: np.einsum("kj,k->j", w2, dz),
            "da": lambda dh, h: np.einsum("j,j->j", dh, 1 - np.square(h)),
            "dw1": lambda da, x: np.multiply.outer(da, x),
        }
    )


STYLES = {"arrays": _arrays(), "loops": _loops(), "indices": _indices()}
