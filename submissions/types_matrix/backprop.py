import numpy as np
from numpy import matrix


def softmax(z):
    z = matrix(z)
    e = np.exp(z - z.max())
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y.A1) - np.asarray(y.T * y)


def grad_z(z, t):
    return softmax(z) - t


def layers(x, w1, w2):
    h = np.tanh(matrix(w1) * matrix(x).T)
    z = matrix(w2) * h
    return h, z.A1


def grad_w2(x, t, w1, w2):
    h, z = layers(x, w1, w2)
    return grad_z(z, t).T * h.T


def grad_w1(x, t, w1, w2):
    h, z = layers(x, w1, w2)
    delta = np.multiply(matrix(w2).T * grad_z(z, t).T, 1 - np.power(h, 2))
    return delta * matrix(x)
