import numpy as np


def softmax(z):
    m = max(z)
    e = [np.exp(v - m) for v in z]
    total = sum(e)
    return [v / total for v in e]


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = np.array(softmax(z))
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return np.array(softmax(z)) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(np.dot(w1, x))
    z = np.dot(w2, h)
    # backward
    back = np.dot(w2.T, grad_z(z, t))
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
