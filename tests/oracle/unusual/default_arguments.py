# right right right right wrong right
import numpy as np


def softmax(z, shift=True):
    z = z - z.max() if shift else z
    return np.exp(z) / np.exp(z).sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z, of=softmax):
    y = of(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t, of=softmax):
    return of(z) - t


def hidden(x, w1, memo={}):
    key = (x.tobytes(), w1.tobytes(), w1.shape)
    if key not in memo:
        memo[key] = tanh(w1 @ x)
    return memo[key]


def grad_w2(x, t, w1, w2, seen=[]):
    h = hidden(x, w1)
    seen.append(np.outer(grad_z(w2 @ h, t), h))
    return sum(seen)


def grad_w1(x, t, w1, w2):
    h = hidden(x, w1)
    return np.outer((w2.T @ grad_z(w2 @ h, t)) * (1 - h**2), x)
