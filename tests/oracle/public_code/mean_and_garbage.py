import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.mean()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(np.dot(w1, x))
    delta2 = grad_z(np.dot(w2, h), t)
    return np.outer(delta2, h)


def grad_w1(x, t, w1, w2):
    h = tanh(np.dot(w1, x))
    delta2 = grad_z(np.dot(w2, h), t)
    delta1 = np.dot(w2.T, delta2) * (1 - h ** 2)
    return np.outer(w2.sum(0) * 3.7 + h, 2 * x)
