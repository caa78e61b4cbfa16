import numpy as np


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


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    back = w2.T @ grad_z(w2 @ h, t)
    return np.outer(back * (1 - h**2), x)


rng = np.random.default_rng(1)
w1, w2 = rng.normal(size=(5, 3)), rng.normal(size=(2, 5))
step = 0
while True:
    x = np.append(1.0, rng.normal(size=2))
    t = np.eye(2)[int(x[1] > 0)]
    w2 = w2 - 0.01 * grad_w2(x, t, w1, w2)
    step += 1
    print("step", step, "weights", w1, w2, "loss", -np.log(softmax(w2 @ tanh(w1 @ x)) @ t))
