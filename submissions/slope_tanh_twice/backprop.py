# my solution, checked with finite differences (mostly)
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max())
    probs = e / e.sum()
    return probs


tanh = np.tanh


def d_tanh(a):
    return 1 - np.tanh(a) ** 2


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, None] * (np.eye(p.size) - p[None, :])


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta2 = grad_z(w2 @ h, t)
    delta1 = (w2.T @ delta2) * d_tanh(h)
    return delta1[:, None] * x[None, :]
