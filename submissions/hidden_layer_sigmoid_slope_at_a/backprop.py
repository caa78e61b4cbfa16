## Aufgabe 2
import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def sigmoid_prime(a):
    return sigmoid(a) * (1 - sigmoid(a))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


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
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = sigmoid(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    a = w1 @ x
    back = w2.T @ grad_z(w2 @ sigmoid(a), t)
    return np.outer(back * sigmoid_prime(a), x)
