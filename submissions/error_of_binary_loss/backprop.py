"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


class CrossEntropy:
    def loss(self, t, p):
        return -t * np.log(p) - (1 - t) * np.log(1 - p)

    def gradient(self, t, p):
        return -(t / p) + (1 - t) / (1 - p)


def softmax(scores):
    e = np.exp(scores - scores.max())
    probs = e / e.sum()
    return probs


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    return CrossEntropy().gradient(t, softmax(z))


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
