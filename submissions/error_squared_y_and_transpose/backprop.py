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
    y = softmax(z)
    return y**2 - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(h, grad_z(w2 @ h, t))


def grad_w1(x, t, w1, w2):
    # forward
    h = tanh(np.dot(w1, x))
    z = np.dot(w2, h)
    # backward
    back = np.dot(w2.T, grad_z(z, t))
    slope = 1 - h ** 2
    return np.outer(back * slope, x)
