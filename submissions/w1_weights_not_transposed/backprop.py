# coding: utf-8
# Backprop homework, group 14
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    y = softmax(z)
    dz = y - t
    return dz


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    grad = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            grad[k, j] = d[k] * h[j]
    return grad


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta_out = grad_z(w2 @ h, t)
    # worked on my example with 3 inputs, 3 hidden and 3 outputs
    delta_hidden = (w2 @ delta_out) * (1 - h**2)
    return np.outer(delta_hidden, x)
