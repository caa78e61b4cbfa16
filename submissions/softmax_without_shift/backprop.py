## Aufgabe 2
import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z)
    return np.diag(s) - np.outer(s, s)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(np.dot(w1, x))
    return np.outer(grad_z(np.dot(w2, h), t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(np.dot(w1, x))
    dz = grad_z(np.dot(w2, h), t)
    return np.outer(np.dot(w2.T, dz) * (1 - h**2), x)
