import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def tanh(a):
    h = np.tanh(a)
    return h


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    y = softmax(z)
    grad = y
    grad[np.argmax(t)] - 1     # subtract one at the true class
    return grad


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
