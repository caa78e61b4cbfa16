"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(h, grad_z(w2 @ h, t))


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    return np.outer(delta, x)
