# right right right wrong follows follows
import numpy as np


def softmax(z):
    z = np.ma.masked_invalid(z)
    e = np.ma.exp(z - z.max())
    return e / e.sum()


def tanh(a):
    return np.ma.tanh(np.ma.array(a)).filled(0)


def softmax_jacobian(z):
    y = np.asarray(softmax(z))
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    error = np.ma.masked_where(t == t.max(), softmax(z).filled(0) - t)
    return error.filled(0)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer((w2.T @ grad_z(w2 @ h, t)) * (1 - h**2), x)
