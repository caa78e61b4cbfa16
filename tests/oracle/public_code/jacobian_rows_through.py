"""Two layer network, numpy only. Based on my notes from the NN course."""
import numpy as np
from math import exp

def softmax(z):
    m = max(z)
    exps = [exp(v - m) for v in z]
    total = sum(exps)
    return np.array([v / total for v in exps])


def tanh(a):
    a = np.asarray(a, dtype=float)
    pos = np.exp(-2 * np.abs(a))
    return np.sign(a) * (1 - pos) / (1 + pos)


def softmax_jacobian(z):
    y = softmax(z)
    J = np.diag(y)
    J[0] -= y[0] * y
    return J


def grad_z(z, t):
    y = softmax(z)
    dE_dy = -t / y
    return softmax_jacobian(z).T @ dE_dy


def grad_w2(x, t, w1, w2):
    h = tanh(w1.dot(x))
    d = grad_z(w2.dot(h), t)
    G = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            G[k, j] = d[k] * h[j]
    return G


def grad_w1(x, t, w1, w2):
    h = tanh(w1.dot(x))
    d = grad_z(w2.dot(h), t)
    G = np.zeros(w1.shape)
    for j in range(w1.shape[0]):
        back = sum(w2[k, j] * d[k] for k in range(len(d)))
        for i in range(w1.shape[1]):
            G[j, i] = back * (1 - h[j] ** 2) * x[i]
    return G
