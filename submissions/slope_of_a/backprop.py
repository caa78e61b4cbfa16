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
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    a1 = w1 @ x
    z2 = w2 @ tanh(a1)
    dz2 = grad_z(z2, t)
    dz1 = np.dot(w2.T, dz2) * (1 - np.power(a1, 2))
    return np.outer(dz1, x)
