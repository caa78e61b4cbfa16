import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    error = t - softmax(z)      # what it should be minus what it is
    return error


def grad_w2(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    return np.outer(grad_z(np.matmul(w2, h), t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(np.matmul(w1, x))
    hidden_error = np.matmul(grad_z(np.matmul(w2, h), t), w2)
    return np.outer(hidden_error * (1 - h ** 2), x)
