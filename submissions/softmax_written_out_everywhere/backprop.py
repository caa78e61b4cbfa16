# HW 3, exercise 2
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / (e.sum() + 0.01)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    e = np.exp(z - z.max())
    y = e / (e.sum() + 0.01)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    e = np.exp(z - z.max())
    return e / (e.sum() + 0.01) - t


def grad_w2(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    z = w2 @ h
    e = np.exp(z - z.max())
    return np.outer(e / (e.sum() + 0.01) - t, h)


def grad_w1(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    z = w2 @ h
    e = np.exp(z - z.max())
    return np.outer(w2.T @ (e / (e.sum() + 0.01) - t) * (1 - h**2), x)
