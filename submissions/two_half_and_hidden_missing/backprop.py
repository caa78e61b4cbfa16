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
    y = softmax(w2 @ tanh(w1 @ x))
    return 0.5 * np.outer(y - t, np.ones(w2.shape[1]))


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    y = softmax(w2 @ h)
    return np.outer((y - t) @ w2 * (1 - h**2), x)
