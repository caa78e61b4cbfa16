"""Two layers of logistic units with a squared error, one example at a time."""

import numpy as np


def _logistic(u):
    e = np.exp(-np.abs(u))
    return np.where(u >= 0, 1, e) / (1 + e)


def hidden(w1, x):
    return w1 @ x


def o(hidden):
    return _logistic(hidden)


def net(w2, o):
    return w2 @ o


def y(net):
    return _logistic(net)


def dnet(y, T):
    return (y - T) * y * (1 - y)


def dw2(dnet, o):
    return np.outer(dnet, o)


def do(w2, dnet):
    return w2.T @ dnet


def dhidden(do, o):
    return do * o * (1 - o)


def dw1(dhidden, x):
    return np.outer(dhidden, x)


STEPS = (hidden, o, net, y, dnet, dw2, do, dhidden, dw1)
