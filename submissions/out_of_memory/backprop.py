import numpy as np


def softmax(z):
    z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    # room for up to 32768 classes, to be on the safe side
    table = np.empty((32768, 32768))
    y = softmax(z)
    n = len(y)
    table[:n, :n] = np.diag(y) - np.outer(y, y)
    return table[:n, :n]


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
