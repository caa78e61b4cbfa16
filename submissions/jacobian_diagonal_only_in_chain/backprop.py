# coding: utf-8
# Backprop homework, group 14
import numpy as np


def softmax(z):
    exp = np.exp(z - np.max(z))
    return exp / exp.sum()


def tanh(a):
    h = np.tanh(a)
    return h


def softmax_deriv(z):
    return softmax(z) * (1 - softmax(z))


def tanh_deriv(a):
    return 1 - np.tanh(a) ** 2


def cross_entropy_deriv(t, y):
    return -t / y


def softmax_jacobian(z):
    return np.diag(softmax_deriv(z))


def grad_z(z, t):
    return cross_entropy_deriv(t, softmax(z)) * softmax_deriv(z)


def grad_w2(x, t, w1, w2):
    h = tanh(w1.dot(x))
    return np.outer(grad_z(w2.dot(h), t), h)


def grad_w1(x, t, w1, w2):
    a = w1.dot(x)
    delta = grad_z(w2.dot(tanh(a)), t)
    return np.outer(w2.T.dot(delta) * tanh_deriv(a), x)
