#!/usr/bin/env python3
import numpy as np


def softmax(z):
    z = z - np.max(z)
    return np.exp(z) / np.sum(np.exp(z))


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    s = softmax(z)
    return np.diag(s) - np.outer(s, s)


def grad_z(z, t):
    return softmax(z) - t


def backprop(x, t, w1, w2):
    a = w1 @ x
    h = tanh(a)
    z = w2 @ h
    dz = grad_z(z, t)
    dw2 = np.outer(dz, h)
    dh = w2.T @ dz
    da = dh * (1 - h ** 2)
    dw1 = np.outer(da, x)
    return dw1, dw2


def grad_w2(x, t, w1, w2):
    return backprop(x, t, w1, w2)[1]


def grad_w1(x, t, w1, w2):
    return backprop(x, t, w1, w2)[0]


def main():
    rng = np.random.RandomState(1)
    x, t = np.array([1.0, 0.5, -0.3]), np.array([0.0, 1.0])
    w1, w2 = rng.randn(4, 3), rng.randn(2, 4)
    for step in range(100):
        dw1, dw2 = backprop(x, t, w1, w2)
        w1, w2 = w1 - 0.1 * dw1, w2 - 0.1 * dw2
        if step % 10 == 0:
            y = softmax(w2 @ tanh(w1 @ x))
            print("step %3d  E = %.4f" % (step, -np.log(y[1])))


if __name__ == "__main__":
    main()
