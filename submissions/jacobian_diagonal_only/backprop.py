"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    exps = np.exp(z - np.max(z))
    return exps / np.sum(exps)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    p = softmax(z)
    # derivative is p * (1 - p)
    return np.diag(p * (1 - p))


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)
