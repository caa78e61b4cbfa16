"""Homework 3: backpropagation."""
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / (e.sum() + 1e-3)


def tanh(a):
    return np.tanh(a)  # numpy has it


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
    m = z.max()
    return np.exp(z - m - np.log(np.exp(z - m).sum())) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(softmax(w2 @ h) - t, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(w2.T @ (softmax(w2 @ h) - t) * (1 - h**2), x)
