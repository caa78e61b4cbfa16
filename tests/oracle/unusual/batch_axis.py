# wrong right follows follows follows follows
import numpy as np


def softmax(z):
    z = np.atleast_2d(z)
    e = np.exp(z - z.max(axis=0))
    return (e / e.sum(axis=0)).ravel()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(softmax(w2 @ h) - t, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer((w2.T @ (softmax(w2 @ h) - t)) * (1 - h**2), x)
