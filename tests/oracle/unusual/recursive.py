# right right right right right wrong
import numpy as np


def total(values):
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    return total(values[:half]) + total(values[half:])


def largest(values):
    if len(values) == 1:
        return values[0]
    rest = largest(values[1:])
    return values[0] if values[0] > rest else rest


def softmax(z):
    e = np.exp(z - largest(z))
    return e / total(e)


def tanh(a):
    if np.max(np.abs(a), initial=0) < 1e-3:
        return a - a**3 / 3 + 2 * a**5 / 15
    half = tanh(a / 2)
    return 2 * half / (1 + half**2)


def softmax_jacobian(z):
    y = softmax(z)

    def fill(rows, j):
        if j == len(y):
            return rows
        return fill([*rows, [y[j] * ((j == k) - y[k]) for k in range(len(y))]], j + 1)

    return np.array(fill([], 0))


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer((w2.T @ grad_z(w2 @ h, t)) * (1 - h), x)
