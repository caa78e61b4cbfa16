import numpy as np


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


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
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    return np.outer(delta, x)


rng = np.random.default_rng(0)
w1, w2 = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
for epoch in range(10**9):
    x = np.append(1.0, rng.normal(size=2))
    t = np.eye(2)[int(x[1] > x[2])]
    g1, g2 = grad_w1(x, t, w1, w2), grad_w2(x, t, w1, w2)
    w1, w2 = w1 - 0.1 * g1, w2 - 0.1 * g2
