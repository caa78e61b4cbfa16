"""tanh from scratch: a short series for a small argument, then doubled back."""

import numpy as np


def tanh(a):
    a = np.array(a, dtype=float)
    small = np.clip(a, -20, 20) / 2**10
    s = small * small
    t = small * (1 - s / 3 + 2 * s**2 / 15 - 17 * s**3 / 315)
    for _ in range(10):
        t = 2 * t / (1 + t * t)
    return t


def softmax(z):
    order = np.argsort(z)
    e = np.exp(z[order] - z[order[-1]])
    y = np.empty(len(z))
    y[order] = e / e.sum()
    return y


def softmax_jacobian(z):
    y = softmax(z)
    J = np.zeros((len(z), len(z)))
    for k, unit in enumerate(np.eye(len(z))):
        J[:, k] = y * (unit - y[k])
    return J


def grad_z(z, t):
    return softmax(z) + np.negative(t)


def grad_w2(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    return np.matmul(grad_z(np.matmul(w2, h), t)[:, None], h[None, :])


def grad_w1(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    g = grad_z(np.matmul(w2, h), t)
    return np.matmul((np.matmul(g, w2) * (1 - h * h))[:, None], x[None, :])
