# HW 3
# (late by one day, I wrote you an e-mail)
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max())
    probs = e / e.sum()
    return probs


def tanh(a):
    return np.tanh(a)


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


def grad_z(z, t):
    return softmax(z) - t


def backward(x, t, w1, w2):
    """returns both gradients"""
    h = tanh(w1 @ x)
    d2 = grad_z(w2 @ h, t)
    d1 = w2.T @ d2 * (1 - h**2)
    return np.outer(d2, h), np.outer(d1, x)


def grad_w2(x, t, w1, w2):
    g1, g2 = backward(x, t, w1, w2)
    return g2


def grad_w1(x, t, w1, w2):
    g1, g2 = backward(x, t, w1, w2)
    return g1
