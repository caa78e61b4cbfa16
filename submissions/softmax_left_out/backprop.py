# my solution, checked with finite differences (mostly)
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def tanh(a):
    h = np.tanh(a)
    return h


def softmax_jacobian(z):
    y = softmax(z)
    K = len(y)
    J = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                J[j, k] = y[k] * (1 - y[k])
            else:
                J[j, k] = -y[j] * y[k]
    return J


def forward(x, w1, w2):
    h = tanh(w1 @ x)
    y = w2 @ h
    return h, y


def grad_z(z, t):
    # error = output - target
    return z - t


def grad_w2(x, t, w1, w2):
    h, y = forward(x, w1, w2)
    return np.outer(y - t, h)


def grad_w1(x, t, w1, w2):
    h, y = forward(x, w1, w2)
    return np.outer(w2.T @ (y - t) * (1 - h**2), x)
