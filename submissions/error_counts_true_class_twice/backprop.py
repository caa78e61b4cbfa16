import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    y = softmax(z)
    g = np.zeros_like(y)
    for k in range(len(y)):
        # first the term l = k ...
        g[k] = -t[k] * (1 - y[k])
        # ... then all the others
        for l in range(len(y)):
            g[k] += t[l] * y[k]
    return g


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    grad = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            grad[k, j] = d[k] * h[j]
    return grad


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
