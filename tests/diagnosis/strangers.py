"""Wrong lines that no catalogue knows: naming any of them would be a false accusation.

Each is a mapping from steps to wrong lines, like a known misconception's.
"""

from __future__ import annotations

import numpy as np

from grader.suite.recipe import StepFunction


def _softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


STRANGERS: dict[str, dict[str, StepFunction]] = {
    # softmax
    "y squared and normalised": {"y": lambda y: y**2 / (y**2).sum()},
    "y to the three halves": {"y": lambda y: y**1.5 / (y**1.5).sum()},
    "y rolled": {"y": lambda y: np.roll(y, 1)},
    "y reversed": {"y": lambda y: y[::-1]},
    "y mixed with uniform": {"y": lambda y: 0.9 * y + 0.1 / len(y)},
    "y of scores cubed": {"y": lambda z: _softmax(np.cbrt(z))},
    "y of thrice the scores": {"y": lambda z: _softmax(3 * z)},
    "y of a third of the scores": {"y": lambda z: _softmax(z / 3)},
    "y without the last class": {"y": lambda y: np.append(y[:-1], 0.0)},
    "y normalised by its norm": {"y": lambda y: y / np.linalg.norm(y)},
    "y with cosines": {"y": lambda z: np.cos(z) / np.cos(z).sum()},
    "y of sorted scores": {"y": lambda y: np.sort(y)},
    # tanh
    "h by a rational": {"h": lambda a: a / (1 + np.abs(a))},
    "h by a root": {"h": lambda a: a / np.sqrt(1 + a * a)},
    "h cubed": {"h": lambda h: h**3},
    "h of twice a": {"h": lambda a: np.tanh(2 * a)},
    "h of a plus one": {"h": lambda a: np.tanh(a + 1)},
    "h by two terms of the series": {"h": lambda a: a - a**3 / 3},
    "h by the error function's cousin": {"h": lambda a: np.sin(np.arctan(2 * a))},
    "h rounded to two": {"h": lambda h: np.round(h, 2)},
    "h with a dead first unit": {"h": lambda h: np.append(0.0, np.ravel(h)[1:]).reshape(h.shape)},
    "h leaking": {"h": lambda h, a: 0.9 * h + 0.1 * a},
    # Jacobian
    "J with squared off-diagonal": {"jacobian": lambda y: np.diag(y) - np.outer(y, y) ** 2},
    "J with y cubed": {"jacobian": lambda y: np.diag(y) - np.diag(y**3)},
    "J doubled on the diagonal": {
        "jacobian": lambda jacobian: jacobian + np.diag(np.diag(jacobian))
    },
    "J upper triangle": {"jacobian": lambda jacobian: np.triu(jacobian)},
    "J lower triangle": {"jacobian": lambda jacobian: np.tril(jacobian)},
    "J of y reversed": {"jacobian": lambda y: np.diag(y[::-1]) - np.outer(y[::-1], y[::-1])},
    "J inverse diagonal": {"jacobian": lambda y: np.diag(1 / (1 + y)) - np.outer(y, y)},
    "J squared": {"jacobian": lambda jacobian: jacobian @ jacobian},
    # the error
    "dz with the root of y": {"dz": lambda y, t: np.sqrt(y) - t},
    "dz with y squared": {"dz": lambda y, t: y**2 - t},
    "dz clipped to a tenth": {"dz": lambda y, t: np.clip(y - t, -0.1, 0.1)},
    "dz absolute": {"dz": lambda y, t: np.abs(y - t)},
    "dz squared": {"dz": lambda y, t: (y - t) ** 2},
    "dz plus y": {"dz": lambda y, t: 2 * y - t},
    "dz minus two t": {"dz": lambda y, t: y - 2 * t},
    "dz rolled": {"dz": lambda y, t: np.roll(y - t, 1)},
    "dz of log y": {"dz": lambda y, t: np.log1p(y) - t},
    "dz times the true y": {"dz": lambda y, t: (y - t) * (y @ t)},
    "dz without the last": {"dz": lambda y, t: np.append((y - t)[:-1], 0.0)},
    "dz sign only": {"dz": lambda y, t: np.sign(y - t)},
    # second layer
    "dw2 with h squared": {"dw2": lambda dz, h: np.outer(dz, h**2)},
    "dw2 with absolute h": {"dw2": lambda dz, h: np.outer(dz, np.abs(h))},
    "dw2 with h reversed": {"dw2": lambda dz, h: np.outer(dz, h[::-1])},
    "dw2 with 1 - h": {"dw2": lambda dz, h: np.outer(dz, 1 - h)},
    "dw2 with cosh a": {"dw2": lambda dz, a: np.outer(dz, np.cosh(np.clip(a, -9, 9)))},
    "dw2 first row only": {"dw2": lambda dw2: dw2 * (np.arange(len(dw2)) == 0)[:, None]},
    "dw2 plus an outer of h": {"dw2": lambda dw2, dz, h: dw2 + np.outer(dz**2, h)},
    # backwards
    "dh with w2 reversed": {"dh": lambda w2, dz: w2[::-1].T @ dz},
    "dh with w2 rounded": {"dh": lambda w2, dz: np.round(w2, 1).T @ dz},
    "dh plus one": {"dh": lambda dh: dh + 1},
    "dh absolute": {"dh": lambda dh: np.abs(dh)},
    "dh with the largest weights only": {"dh": lambda w2, dz: np.where(w2 > 0.8, w2, 0).T @ dz},
    "da with 1 - h cubed": {"da": lambda dh, h: dh * (1 - h**3)},
    "da with 1 - h to the fourth": {"da": lambda dh, h: dh * (1 - h**4)},
    "da with 1 - |h|": {"da": lambda dh, h: dh * (1 - np.abs(h))},
    "da with exp(-a^2)": {"da": lambda dh, a: dh * np.exp(-a * a)},
    "da with 1 / (1 + a^2)": {"da": lambda dh, a: dh / (1 + a * a)},
    "da with cos h": {"da": lambda dh, h: dh * np.cos(h)},
    "da with 1 - h^2 of the next unit": {"da": lambda dh, h: dh * (1 - np.roll(h, 1) ** 2)},
    "da with h + 1": {"da": lambda dh, h: dh * (1 + h)},
    # first layer
    "dw1 with x squared": {"dw1": lambda da, x: np.outer(da, x**2)},
    "dw1 with x reversed": {"dw1": lambda da, x: np.outer(da, x[::-1])},
    "dw1 with x minus its mean": {"dw1": lambda da, x: np.outer(da, x - x.mean())},
    "dw1 with the last column lost": {"dw1": lambda da, x: np.outer(da, np.append(x[:-1], 0.0))},
    "dw1 with da squared": {"dw1": lambda da, x: np.outer(da**2, x)},
    "dw1 with absolute da": {"dw1": lambda da, x: np.outer(np.abs(da), x)},
    "dw1 plus dw1 of half": {"dw1": lambda dw1, x: dw1 + 0.1 * np.abs(x)},
    "dw1 normalised by rows": {
        "dw1": lambda dw1: dw1 / (1e-3 + np.linalg.norm(dw1, axis=1, keepdims=True))
    },
    # softmax, of other kinds
    "y with a warm temperature": {"y": lambda z: _softmax(0.7 * z)},
    "y with a large epsilon": {"y": lambda z: _softmax(z) / (1 + 1e-2)},
    "y floored at a hundredth": {"y": lambda y: np.maximum(y, 1e-2)},
    "y of absolute scores": {"y": lambda z: _softmax(np.abs(z))},
    "y by softplus": {"y": lambda z: np.logaddexp(0, z) / np.logaddexp(0, z).sum()},
    "y over its largest and least": {"y": lambda y: y / (y.max() + y.min())},
    "y over running sums": {"y": lambda y: y / np.cumsum(y)},
    "y over its mean": {"y": lambda y: y / y.mean()},
    "y of scores squashed": {"y": lambda z: _softmax(z / (1 + np.abs(z) / 4))},
    "y two classes swapped": {"y": lambda y: np.append(y[1::-1], y[2:])},
    # tanh, of other kinds
    "h as LeCun has it": {"h": lambda a: 1.7159 * np.tanh(2 * a / 3)},
    "h by Pade": {"h": lambda a: np.clip(a * (27 + a * a) / (27 + 9 * a * a), -1, 1)},
    "h by a shifted sigmoid": {"h": lambda h: h / 2 + 0.1},
    "h of the absolute": {"h": lambda h: np.abs(h)},
    "h by erf's cousin": {"h": lambda a: np.sign(a) * np.sqrt(1 - np.exp(-a * a))},
    "h squashed": {"h": lambda h: 0.8 * h},
    "h with a bias": {"h": lambda h: h + 0.05},
    # Jacobian, of other kinds
    "J with half the product": {"jacobian": lambda y: np.diag(y) - np.outer(y, y) / 2},
    "J with the root of y": {"jacobian": lambda y: np.diag(y) - np.sqrt(np.outer(y, y)) / 3},
    "J first row only": {"jacobian": lambda jacobian: jacobian * (np.arange(len(jacobian)) < 1)},
    "J half absolute": {"jacobian": lambda jacobian: jacobian + np.abs(jacobian) / 2},
    "J rolled": {"jacobian": lambda jacobian: np.roll(jacobian, 1, axis=0)},
    # the error, of other kinds
    "dz with a smooth target": {"dz": lambda y, t: y - 0.9 * t - 0.1 / len(t)},
    "dz focal": {"dz": lambda y, t: (1 - y) ** 2 * (y - t)},
    "dz of unit length": {"dz": lambda dz: dz / (1e-3 + np.linalg.norm(dz))},
    "dz times its largest y": {"dz": lambda y, t: (y - t) * y.max()},
    "dz with an L1 loss": {"dz": lambda y, t: np.sign(y - t) * np.sqrt(y)},
    "dz with the wrong class": {"dz": lambda y, t: y - t[::-1] / 2 - t / 2},
    "dz with momentum": {"dz": lambda y, t: (y - t) + 0.1 * np.roll(y, 1)},
    "dz to the third": {"dz": lambda y, t: (y - t) ** 3},
    # the forward pass
    "a with the last input lost": {"a": lambda w1, x: w1[:, :-1] @ x[:-1]},
    "a shrunk": {"a": lambda a: 0.7 * a},
    "a with absolute weights": {"a": lambda w1, x: np.abs(w1) @ x},
    "z plus a bias": {"z": lambda z: z + np.arange(len(z)) / 5},
    "z of h squared": {"z": lambda w2, h: w2 @ (h * np.abs(h))},
    # second layer, backwards and first layer
    "dw2 minus its largest": {"dw2": lambda dw2: dw2 - dw2.max()},
    "dw2 with columns reversed twice": {"dw2": lambda dz, h: np.outer(dz[::-1], h[::-1])},
    "dw2 plus weights cubed": {"dw2": lambda dw2, w2: dw2 + 0.1 * w2**3},
    "dh without the first class": {"dh": lambda w2, dz: w2[1:].T @ dz[1:]},
    "dh averaged with itself rolled": {"dh": lambda dh: (dh + np.roll(dh, 1)) / 2},
    "da with a linear slope": {"da": lambda dh, h: dh * (1 - 0.4 * h)},
    "da with the mean slope": {"da": lambda dh, h: dh * (1 - h**2).mean()},
    "dw1 with half the bias": {"dw1": lambda da, x: np.outer(da, np.append(x[0] / 2, x[1:]))},
    "dw1 minus its mean": {"dw1": lambda dw1: dw1 - dw1.mean()},
    "dw1 plus an outer of da": {"dw1": lambda dw1, da: dw1 + 0.1 * np.abs(da)[:, None]},
}
