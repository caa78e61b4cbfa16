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
    y = softmax(z)
    # delta_k = (y_k - t_k) * f'(z_k), like in chapter 2
    return (y - t) * y * (1 - y)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta2 = grad_z(w2 @ h, t)
    return np.outer(delta2, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta2 = grad_z(w2 @ h, t)
    delta1 = w2.T @ delta2 * (1 - h * h)
    return np.outer(delta1, x)
