import sys

import numpy as np


def softmax(scores):
    shifted = scores - scores.max()
    return np.exp(shifted) / np.exp(shifted).sum()


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]


z = np.array([0.2, 1.1, -0.4])
if abs(softmax(z).sum() - 1) < 1e-9:
    print("ok")
    sys.exit(0)
