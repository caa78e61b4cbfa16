"""Homework 3: backpropagation."""
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    back = w2.T @ grad_z(w2 @ h, t)
    return np.outer(np.diag(1 - h**2) * back, x)
