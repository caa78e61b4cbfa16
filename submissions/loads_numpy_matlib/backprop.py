import numpy as np
from numpy.matlib import repmat


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = softmax(z)
    K = len(y)
    return np.diag(y) - repmat(y, K, 1).T * repmat(y, K, 1)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]
