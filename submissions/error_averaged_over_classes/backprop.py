# HW 3
# (late by one day, I wrote you an e-mail)
import numpy as np


def softmax(z):
    z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


def tanh(a):
    return np.tanh(a)


def loss(y, t):
    return -np.mean(t * np.log(y))


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, None] * (np.eye(p.size) - p[None, :])


def grad_z(z, t):
    return (softmax(z) - t) / t.shape[0]


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    back = w2.T @ grad_z(z, t)
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
