import numpy as np


def softmax(z):
    shift = max(z)
    p = np.array([np.exp(v - shift) for v in z])
    return p / sum(p)


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = softmax(z)
    return y * (np.eye(y.size) - y)     # y_j (delta_jk - y_k)


def grad_z(z, t):
    # everything cancels and y - t is left
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)
