import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    # combined with cross-entropy in grad_z
    return np.eye(len(z))


def grad_z(z, t):
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta = grad_z(w2.dot(hidden), t)
    return delta[:, None] * hidden[None, :]


def grad_w1(x, t, w1, w2):
    hidden = tanh(w1.dot(x))
    delta2 = grad_z(w2.dot(hidden), t)
    delta1 = delta2.dot(w2) * (1 - hidden * hidden)
    return delta1[:, None] * x[None, :]
