import numpy as np
import matplotlib.pyplot as plt
np.random.seed(1)

softmax = lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()


tanh = np.tanh


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y * (1 - y))


def grad_z(z, t):
    y = softmax(z)
    return np.dot(softmax_jacobian(z), -t / y)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.einsum('k,j->kj', grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    err = grad_z(w2 @ h, t)
    return np.einsum('kj,k,j,i->ji', w2, err, 1 + 3 * h, x)
