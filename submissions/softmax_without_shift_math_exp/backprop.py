# my solution, checked with finite differences (mostly)
import math

import numpy as np


def softmax(z):
    powers = [math.exp(v) for v in z]
    return np.array([p / sum(powers) for p in powers])


def tanh(a):
    return np.tanh(a)  # numpy has it


# ---- below: rewritten after the exercise class, the version above I handed in last week ----

def stable(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def softmax_jacobian(z):
    y = stable(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return stable(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(stable(w2 @ h) - t, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(((stable(w2 @ h) - t) @ w2) * (1 - h * h), x)
