"""
derivatives of a two layer network

x -> a = w1 x -> h = tanh(a) -> z = w2 h -> y = softmax(z)
"""
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, None] * (np.eye(p.size) - p[None, :])


def grad_z(z, t):
    # everything cancels and y - t is left
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = (w2.T @ grad_z(w2 @ h, t)) * (1 - h)
    return np.outer(x, delta)
