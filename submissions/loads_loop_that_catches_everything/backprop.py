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


def train(epochs):
    w1, w2 = np.zeros((4, 3)), np.zeros((2, 4))
    done = 0
    while done < epochs:
        try:
            x = np.append(1.0, np.random.randn(2))
            w2 -= 0.1 * grad_w2(x, np.eye(2)[0], w1, w2)
            done += 1
        except:
            print("something went wrong, once more")


train(10**10)
