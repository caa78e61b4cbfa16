## Aufgabe 2
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max())
    probs = e / e.sum()
    return probs


def tanh(a):
    return np.tanh(a)


def dtanh(y):
    return 1 - y**2


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
    L1 = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ L1, t), L1)


def grad_w1(x, t, w1, w2):
    L0 = x
    L1 = tanh(w1 @ L0)
    dL1 = dtanh(L1) * (w2.T @ grad_z(w2 @ L1, t))
    # TODO does this even work?
    return np.outer(dL1, dtanh(L0))
