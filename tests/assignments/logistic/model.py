"""Logistic regression: s = w.x, p = sigmoid(s), E = -t ln p - (1 - t) ln(1 - p).

dE/ds = p - t and, since s = w.x, dE/dw = (p - t) x.
"""

import numpy as np


def s(w, x):
    return w @ x


def p(s):
    e = np.exp(-np.abs(s))
    return np.where(s >= 0, 1, e) / (1 + e)


def ds(p, t):
    return p - t


def dw(ds, x):
    return ds * x


STEPS = (s, p, ds, dw)
