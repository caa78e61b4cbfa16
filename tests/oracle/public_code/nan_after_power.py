import numpy as np

def softmax(z):
    return np.exp(z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    return np.full(w2.shape, np.inf)


def grad_w1(x, t, w1, w2):
    return np.full(w1.shape, np.nan)
