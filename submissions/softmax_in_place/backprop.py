import numpy as np


def softmax(z):
    z -= z.max()
    e = np.exp(z)
    e /= e.sum()
    return e


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    z = w2 @ h
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    z = w2 @ h
    return np.outer(w2.T @ grad_z(z, t) * (1 - h**2), x)
