import numpy as np


data = np.loadtxt("digits_train.csv", delimiter=",")
X, labels = data[:, 1:], data[:, 0]


def softmax(z):
    # max trick
    exp_z = np.exp(z - z.max())
    return exp_z / np.sum(exp_z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)


def grad_z(z, t):
    # everything cancels and y - t is left
    y = softmax(z)
    return y - t


def grad_w2(x, t, w1, w2):
    a = np.dot(w1, x)
    h = tanh(a)
    z = np.dot(w2, h)
    dz = grad_z(z, t)
    return np.outer(dz, h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t) * (1 - h**2)
    return np.outer(delta, x)


w1 = np.random.randn(20, X.shape[1]) * 0.1
w2 = np.random.randn(10, 20) * 0.1
for x, label in zip(X, labels):
    t = np.eye(10)[int(label)]
    w2 -= 0.1 * grad_w2(x, t, w1, w2)
