import numpy as np


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def error(s, t):
    p = sigmoid(s); return (p - t) * p * (1 - p)


def slope(w, x, t):
    return (sigmoid(w @ x) - t) * x
