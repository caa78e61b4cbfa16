# coding: utf-8
# Backprop homework, group 14
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


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
    # E = -sum t_k ln y_k  =>  dE = -t_k / y_k
    return -(t / softmax(z))


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    dE = grad_z(w2 @ h, t)
    return dE[:, np.newaxis] * h


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    dE = grad_z(w2 @ h, t)
    return (w2.T @ dE * (1 - h**2))[:, np.newaxis] * x
