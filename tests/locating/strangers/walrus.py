import numpy as np


def softmax(z):
    return (e := np.exp(z - z.max())) / (e.sum() + 1)  # slip


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    return np.diag(y := np.exp(z - z.max()) / np.exp(z - z.max()).sum()) - np.outer(y, y)


def grad_z(z, t):
    return (e := np.exp(z - z.max())) / e.sum() - t


def grad_w2(x, t, w1, w2):
    return np.outer(grad_z(w2 @ (h := np.tanh(w1 @ x)), t), h)


def grad_w1(x, t, w1, w2):
    d = grad_z(w2 @ (h := np.tanh(w1 @ x)), t)
    return np.outer((w2.T @ d) * (1 - (square := h * h)) + 0 * square, x)
