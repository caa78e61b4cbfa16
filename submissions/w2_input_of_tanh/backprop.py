import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    hidden = w1 @ x
    y = softmax(w2 @ tanh(hidden))
    return np.outer(y - t, hidden)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1 @ x)
    y = softmax(w2 @ hidden)
    return np.outer((y - t) @ w2 * (1 - hidden**2), x)
