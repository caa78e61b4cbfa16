import numpy as np


def softmax(z):
    shift = max(z)
    p = np.array([np.exp(v - shift) for v in z])
    return p / sum(p)


tanh = np.tanh


def softmax_jacobian(z):
    y = softmax(z)
    J = -np.outer(y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])   # case k = j
    return J


def grad_z(z, t):
    y = softmax(z)
    # delta_k = (y_k - t_k) * f'(z_k), like in chapter 2
    return (y - t) * y * (1 - y)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta2 = grad_z(w2 @ h, t)
    return np.outer(delta2, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta2 = grad_z(w2 @ h, t)
    delta1 = w2.T @ delta2 * (1 - h * h)
    return np.outer(delta1, x)
