import math

import numpy as np


def _one(s):
    return 1 / (1 + math.exp(-s)) if s > -700 else math.exp(s)


def sigmoid(s):
    return np.vectorize(_one)(s)


def error(s, t):
    return np.array([_one(a) - b for a, b in zip(s, t)])


def slope(w, x, t):
    p = _one(sum(a * b for a, b in zip(w, x)))
    return np.array([(p - t) * b for b in x])
