## Aufgabe 2
import numpy as np


def softmax(scores):
    shifted = scores - scores.max()
    return np.exp(shifted) / np.exp(shifted).sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    y = softmax(z)
    return (t / y + (1 - t) / (1 - y)) * y * (1 - y)


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    return np.outer(delta, x)
