"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


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


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    grad = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            grad[k, j] = d[k] * h[j]
    return grad


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    # largest error first
    delta = np.array(sorted(delta, key=abs, reverse=True))
    return np.outer(delta, x)
