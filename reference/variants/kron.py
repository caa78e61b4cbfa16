"""Derivatives by the weights as explicit Jacobians of flattened matrices."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / np.linalg.norm(e, ord=1)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.kron(y, y).reshape(y.size, y.size)


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    dz_dw2 = np.kron(np.eye(w2.shape[0]), h)
    return (grad_z(w2 @ h, t) @ dz_dw2).reshape(w2.shape)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    da_dw1 = np.kron(np.eye(w1.shape[0]), x)
    chain = grad_z(w2 @ h, t) @ w2 @ np.diag(1 - h**2) @ da_dw1
    return chain.reshape(w1.shape)
