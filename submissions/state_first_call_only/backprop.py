"""Homework 3, exercise 2: backpropagation."""
import numpy as np

cache = {}


def softmax(z):
    if "y" not in cache:
        e = np.exp(z - np.max(z))
        cache["y"] = e / e.sum()    # so that we need not compute it again
    return cache["y"]


def tanh(a):
    return np.tanh(a)


def probabilities(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_jacobian(z):
    y = probabilities(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    return probabilities(z) - t


def grad_w2(x, t, w1, w2):
    # forward
    h = tanh(w1 @ x)
    z = w2 @ h
    # backward
    return np.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]
