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
    a = w1 @ x
    h = tanh(a)
    z = w2 @ h
    return np.outer(grad_z(z, t), a)


def grad_w1(x, t, w1, w2):
    a = w1 @ x
    h = tanh(a)
    z = w2 @ h
    return np.outer((w2.T @ grad_z(z, t)) * h * (1 - h), x)
