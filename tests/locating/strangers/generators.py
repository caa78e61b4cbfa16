import numpy as np


def exponentials(z):
    top = max(z)
    for value in z:
        yield np.exp(value - top)


def softmax(z):
    total = sum(exponentials(z))
    return np.fromiter((e / total for e in exponentials(z)), float)


def tanh(a):
    return np.tanh(a)


def rows_of_jacobian(y):
    for j, p in enumerate(y):
        yield [p * (-q) for q in y]  # slip


def softmax_jacobian(z):
    return np.array(list(rows_of_jacobian(softmax(z))))


def grad_z(z, t):
    return np.fromiter((p - q for p, q in zip(softmax(z), t)), float)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.stack([d * h for d in grad_z(w2 @ h, t)])


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = grad_z(w2 @ h, t)
    return np.stack([x * sum(e * w for e, w in zip(d, column)) * (1 - v * v) for column, v in zip(w2.T, h)])
