import numpy as np


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def error(s, t):
    return sigmoid(s) - t


def slope(w, x, t):
    return (sigmoid(w @ x) - t) * x
