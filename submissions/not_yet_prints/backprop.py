## Aufgabe 2
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    print("softmax:", y)


def tanh(a):
    print(np.tanh(a))


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    J = np.diag(y) - np.outer(y, y)
    print("Jacobian is", J)


def grad_z(z, t):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y - t


def grad_w2(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = np.tanh(w1 @ x)
    return np.outer(w2.T @ grad_z(w2 @ h, t) * (1 - h**2), x)
