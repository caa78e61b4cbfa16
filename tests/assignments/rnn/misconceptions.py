"""One wrong line each."""

import numpy as np


def forgetful(x, h0, wx, wh, b):
    return np.tanh(x @ wx + h0 @ wh + b)


def without_slope(dh, h, wh):
    slopes, carry = np.zeros_like(h), np.zeros_like(h[0])
    for t in reversed(range(len(h))):
        slopes[t] = dh[t] + carry
        carry = slopes[t] @ wh.T
    return slopes


def untransposed(dh, h, wh):
    slopes, carry = np.zeros_like(h), np.zeros_like(h[0])
    for t in reversed(range(len(h))):
        slopes[t] = (dh[t] + carry) * (1 - h[t] ** 2)
        carry = slopes[t] @ wh
    return slopes


MISCONCEPTIONS = {
    "forgetful": {"h": forgetful},
    "truncated": {"da": lambda dh, h: dh * (1 - h**2)},
    "without_slope": {"da": without_slope},
    "untransposed": {"da": untransposed},
    "own_state": {"before": lambda h: h},
    "last_step_only": {"db": lambda da: da[-1]},
}
