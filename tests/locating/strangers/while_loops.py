import math
import numpy as np


def softmax(z):
    largest, i = z[0], 1
    while i < len(z):
        if z[i] > largest:
            largest = z[i]
        i += 1
    total, i = 0.0, 0
    while i < len(z) - 1:  # slip
        total += math.exp(z[i] - largest)  # slip
        i += 1
    y, i = np.zeros(len(z)), 0
    while i < len(z):
        y[i] = math.exp(z[i] - largest) / total
        i += 1
    return y


def probabilities(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = probabilities(z)
    J = np.zeros((len(y), len(y)))
    j = 0
    while j < len(y):
        k = 0
        while k < len(y):
            J[j, k] = -y[j] * y[k]
            if j == k:
                J[j, k] += y[j]
            k += 1
        j += 1
    return J


def grad_z(z, t):
    return probabilities(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    g = np.zeros(w2.shape)
    k = 0
    while k < len(w2):
        j = 0
        while j < len(h):
            g[k, j] = d[k] * h[j]
            j += 1
        k += 1
    return g


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    g = np.zeros(w1.shape)
    j = 0
    while j < len(h):
        back, k = 0.0, 0
        while k < len(d):
            back += w2[k, j] * d[k]
            k += 1
        i = 0
        while i < len(x):
            g[j, i] = back * (1 - h[j] ** 2) * x[i]
            i += 1
        j += 1
    return g
