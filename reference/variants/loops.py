import math

import numpy as np


def softmax(z):
    biggest = z[0]
    for k in range(len(z)):
        if z[k] > biggest:
            biggest = z[k]
    total = 0.0
    y = np.zeros(len(z))
    for k in range(len(z)):
        y[k] = math.exp(z[k] - biggest)
        total += y[k]
    for k in range(len(z)):
        y[k] = y[k] / total
    return y


def tanh(a):
    out = np.zeros(a.shape)
    flat_in, flat_out = a.ravel(), out.ravel()
    for n in range(flat_in.size):
        flat_out[n] = math.tanh(flat_in[n])
    return out


def softmax_jacobian(z):
    y = softmax(z)
    K = len(z)
    J = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                J[j, k] = y[k] * (1 - y[k])
            else:
                J[j, k] = -y[j] * y[k]
    return J


def grad_z(z, t):
    y = softmax(z)
    g = np.zeros(len(z))
    for k in range(len(z)):
        g[k] = y[k] - t[k]
    return g


def _forward(x, w1, w2):
    M, D = w1.shape
    K = w2.shape[0]
    h = np.zeros(M)
    for j in range(M):
        s = 0.0
        for i in range(D):
            s += w1[j, i] * x[i]
        h[j] = math.tanh(s)
    z = np.zeros(K)
    for k in range(K):
        for j in range(M):
            z[k] += w2[k, j] * h[j]
    return h, z


def grad_w2(x, t, w1, w2):
    h, z = _forward(x, w1, w2)
    g = grad_z(z, t)
    out = np.zeros(w2.shape)
    for k in range(w2.shape[0]):
        for j in range(w2.shape[1]):
            out[k, j] = g[k] * h[j]
    return out


def grad_w1(x, t, w1, w2):
    h, z = _forward(x, w1, w2)
    g = grad_z(z, t)
    out = np.zeros(w1.shape)
    for j in range(w1.shape[0]):
        back = 0.0
        for k in range(w2.shape[0]):
            back += g[k] * w2[k, j]
        for i in range(w1.shape[1]):
            out[j, i] = back * (1 - h[j] * h[j]) * x[i]
    return out
