"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def Softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = Softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return Softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    grad = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            grad[k, j] = d[k] * h[j]
    return grad


def gradW1(x, t, W1, W2):
    h = tanh(W1 @ x)
    return np.outer(W2.T @ grad_z(W2 @ h, t) * (1 - h**2), x)
