"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    """f(z_k) = exp(z_k) / sum_l exp(z_l)"""
    c = np.max(z)
    num = np.exp(z - c)
    den = np.sum(np.exp(z - c))
    return num / den


tanh = np.tanh


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
    error = t - softmax(z)      # what it should be minus what it is
    return error


def grad_w2(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    return np.outer(grad_z(np.matmul(w2, h), t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    hidden_error = np.matmul(grad_z(np.matmul(w2, h), t), w2)
    return np.outer(hidden_error * (1 - h ** 2), x)
