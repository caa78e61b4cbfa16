import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


tanh = np.tanh


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    # everything cancels and y - t is left
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    out = softmax(w2 @ h)
    back = w2.T @ out
    return np.outer(back * (1 - h**2), x)
