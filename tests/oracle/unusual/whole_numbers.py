# right right wrong right right wrong
import numpy as np


def softmax(z):
    out = np.zeros(z.shape)
    for k in range(len(z)):
        out[k] = 1 / np.sum(np.exp(z - z[k]))
    return out


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    out = np.zeros((len(y), len(y)), dtype=int)
    for j in range(len(y)):
        for k in range(len(y)):
            out[j, k] = 100 * y[j] * ((j == k) - y[k])
    return out / 100


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = (w2.T @ grad_z(w2 @ h, t)) * (1 - h**2)
    return np.outer(delta, x // 1)
