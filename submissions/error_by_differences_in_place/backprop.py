# HW 3, exercise 2
import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)  # numpy has it


def softmax_jacobian(z):
    y = softmax(z)
    K = len(y)
    J = np.zeros((K, K))
    for j in range(K):
        for k in range(K):
            if j == k:
                J[j, k] = y[k] * (1 - y[k])
            else:
                J[j, k] = -y[j] * y[k]
    return J


def grad_z(z, t):
    def E(z):
        return np.log(np.exp(z - z.max()).sum()) + z.max() - t @ z
    eps = 1e-6
    grad = np.zeros_like(z)
    for i in range(z.size):
        old = z[i]
        z[i] = old + eps
        up = E(z)
        z[i] = old - eps
        down = E(z)
        z[i] = old
        grad[i] = (up - down) / (2 * eps)
    return grad


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(softmax(w2 @ h) - t, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(w2.T @ (softmax(w2 @ h) - t) * (1 - h**2), x)
