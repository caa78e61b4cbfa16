import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


def tanh(a):
    h = np.tanh(a)
    return h


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    y = softmax(z)
    dz = y - t
    return dz


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    a1 = w1 @ x
    z2 = w2 @ tanh(a1)
    dz2 = grad_z(z2, t)
    dz1 = np.dot(w2.T, dz2) * (1 - np.power(a1, 2))
    return np.outer(dz1, x)
