# HW 3
# (late by one day, I wrote you an e-mail)
import numpy as np


def softmax(z):
    # shift so that the smallest score is 0 (numerical stability!)
    z = z - np.min(z)
    e = np.exp(z)
    return e / np.sum(e)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - y[:, None] @ y[None, :]


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]
