import numpy as np


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def error(s, t):
    return t - sigmoid(s)


def slope(w, x, t):
    return error(w @ x, t) * x
