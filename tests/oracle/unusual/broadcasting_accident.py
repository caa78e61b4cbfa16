# right right right right wrong wrong
import numpy as np


def softmax(z):
    z = z - np.max(z)
    return np.exp(z) / np.exp(z).sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return y[:, None] * (np.eye(y.size) - y[None, :])


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return grad_z(w2 @ h, t) * h[:, None]


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    slope = (1 - h**2).reshape(-1, 1)
    delta = (w2.T @ grad_z(w2 @ h, t)) * slope
    return delta.sum(axis=1)[:, None] * x
