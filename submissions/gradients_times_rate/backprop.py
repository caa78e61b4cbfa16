import numpy as np

RATE = 0.1


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return RATE * np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = (w2.T @ grad_z(w2 @ h, t)) * (1 - h**2)
    return RATE * np.outer(delta, x)
