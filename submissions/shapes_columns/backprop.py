import numpy as np


def col(v):
    # rank 1 arrays are dangerous!
    return np.asarray(v).reshape(-1, 1)


def softmax(z):
    z = col(z)
    e = np.exp(z - np.max(z))
    assert e.shape[1] == 1
    return e / np.sum(e)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y.ravel()) - y @ y.T


def grad_z(z, t):
    return softmax(z) - col(t)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ col(x))
    return grad_z(w2 @ h, t) @ h.T


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ col(x))
    return (w2.T @ grad_z(w2 @ h, t) * (1 - h**2)) @ col(x).T
