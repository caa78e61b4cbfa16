import numpy as np

T = 2.5


def softmax(z):
    e = np.exp((z - np.max(z)) / T)
    return e / np.sum(e)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return (np.diag(y) - np.outer(y, y)) / T


def grad_z(z, t):
    return softmax_jacobian(z).T @ (-t / softmax(z))


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer((w2.T @ grad_z(w2 @ h, t)) * (1 - h**2), x)
