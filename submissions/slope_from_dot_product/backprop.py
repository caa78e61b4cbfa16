## Aufgabe 2
import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


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
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(x, t, w1, w2):
    A1 = tanh(w1 @ x)
    dZ2 = grad_z(w2 @ A1, t)
    dW2 = dZ2.reshape(-1, 1) @ A1.reshape(1, -1)
    return dW2


def grad_w1(x, t, w1, w2):
    A1 = tanh(w1 @ x)
    dZ2 = grad_z(w2 @ A1, t)
    dZ1 = (w2.T @ dZ2) * (1 - A1.T @ A1)
    dW1 = dZ1.reshape(-1, 1) @ x.reshape(1, -1)
    return dW1
