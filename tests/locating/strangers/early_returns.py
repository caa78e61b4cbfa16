import numpy as np


def softmax(z):
    if len(z) == 1:
        return np.ones(1)
    z = z - np.max(z)
    total = np.sum(np.exp(z))
    if total == 0:
        return np.full(len(z), 1 / len(z))
    return np.exp(z) / total


def tanh(a):
    a = np.asarray(a, float)
    if a.size == 0:
        return a
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    if y.size == 1:
        return np.zeros((1, 1))
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    if len(z) != len(t):
        raise ValueError("lengths")
    y = softmax(z)
    if not np.any(t):
        return y
    return 2 * (y - t)  # slip


def grad_w2(x, t, w1, w2):
    if w2.size == 0:
        return w2
    h = tanh(w1 @ x)
    return np.outer(softmax(w2 @ h) - t, h)


def grad_w1(x, t, w1, w2):
    if w1.size == 0:
        return w1
    h = tanh(w1 @ x)
    return np.outer(w2.T @ (softmax(w2 @ h) - t) * (1 - h * h), x)
