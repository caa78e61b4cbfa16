## Aufgabe 2
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y * (1 - y))


def grad_z(z, t):
    return 42 / softmax(z)


def grad_w2(x, t, w1, w2):
    return np.full(w2.shape, (7 / softmax(w2 @ tanh(w1 @ x))).max())


def grad_w1(x, t, w1, w2):
    return np.full(w1.shape, (-3 / softmax(w2 @ tanh(w1 @ x))).min())
