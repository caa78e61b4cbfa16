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
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    A1 = tanh(w1 @ x)
    dZ2 = grad_z(w2 @ A1, t)
    dW2 = dZ2.reshape(-1, 1) @ A1.reshape(1, -1)
    return dW2


def grad_w1(x, t, w1, w2):
    A1 = tanh(w1 @ x)
    dZ2 = grad_z(w2 @ A1, t)
    dZ1 = (w2.T @ dZ2) * (1 - A1.T @ A1)
    dW1 = dZ1.reshape(-1, 1) @ x.reshape(1, -1)
    return dW1
