"""Homework 3, exercise 2: backpropagation."""
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, None] * (np.eye(p.size) - p[None, :])


def grad_z(z, t):
    y = softmax(z)
    return np.array([y[k] - t[k] for k in range(len(t))])


def grad_w2(h, t, w2):
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, h, t, w1, w2):
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)
