## Aufgabe 2
import numpy as np

lr = 0.1


def softmax(z):
    z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    y = softmax(z)
    dz = y - t
    return dz


def train_step(x, t, w1, w2):
    h = tanh(w1 @ x)
    dz = grad_z(w2 @ h, t)
    dw2 = np.outer(dz, h)
    w2 = w2 - lr * dw2                      # second layer done
    dw1 = np.outer(w2.T @ dz * (1 - h * h), x)
    w1 = w1 - lr * dw1                      # first layer done
    return dw1, dw2


def grad_w2(x, t, w1, w2):
    dw1, dw2 = train_step(x, t, w1, w2)
    return dw2


def grad_w1(x, t, w1, w2):
    dw1, dw2 = train_step(x, t, w1, w2)
    return dw1
