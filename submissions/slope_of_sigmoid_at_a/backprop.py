# HW 3, exercise 2
import numpy as np


def sigmoid_prime(a):
    s = 1 / (1 + np.exp(-a))
    return s * (1 - s)


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
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
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    a = w1 @ x
    back = w2.T @ grad_z(w2 @ tanh(a), t)
    return np.outer(back * sigmoid_prime(a), x)
