import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def dtanh(y):
    return 1 - y**2


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    L1 = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ L1, t), L1)


def grad_w1(x, t, w1, w2):
    L0 = x
    L1 = tanh(w1 @ L0)
    dL1 = dtanh(L1) * (w2.T @ grad_z(w2 @ L1, t))
    # TODO does this even work?
    return np.outer(dL1, dtanh(L0))
