import numpy as np


def softmax(scores):
    shifted = scores - scores.max()
    return np.exp(shifted) / np.exp(shifted).sum()


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
    return np.zeros(z.shape)


def grad_w2(x, t, w1, w2):
    return np.zeros(w2.shape)


def grad_w1(x, t, w1, w2):
    return np.zeros(w1.shape)
