# HW 3
# (late by one day, I wrote you an e-mail)
import numpy as np


def softmax(z):
    from scipy.special import softmax as scipy_softmax
    return scipy_softmax(z)


tanh = np.tanh


def _probabilities(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_jacobian(z):
    y = _probabilities(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return _probabilities(z) - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
