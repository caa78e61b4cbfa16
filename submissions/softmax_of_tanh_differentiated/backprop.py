## Aufgabe 2
import numpy as np


def softmax(z):
    e = np.exp(np.tanh(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    return (softmax(z) - t) * (1 - np.tanh(z)**2)


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]
