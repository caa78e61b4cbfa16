import numpy as np


def softmax(z):
    shift = max(z)
    p = np.array([np.exp(v - shift) for v in z])
    return p / sum(p)


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, None] * (np.eye(p.size) - p[None, :])


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    y = softmax(w2 @ h)
    return (y - t) * h


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    y = softmax(w2 @ h)
    return (w2.T @ (y - t)) * (1 - h**2) * x
