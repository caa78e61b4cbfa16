import numpy as np

lr = 0.1


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
