# right right right right right right
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)[:, np.newaxis]
    return np.diagflat(y) - y @ y.T


def grad_z(z, t):
    return (softmax(z)[:, None] - t[:, None]).squeeze(axis=1)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x[:, None])
    return grad_z((w2 @ h)[:, 0], t)[:, None] * h.T


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x[:, None])
    delta = w2.T @ grad_z((w2 @ h)[:, 0], t)[:, None]
    return delta * (1 - h**2) * x
