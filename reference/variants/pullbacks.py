"""Each function returns its value and the way back."""

import numpy as np


def linear(w, x):
    return w @ x, lambda g: (np.outer(g, x), w.T @ g)


def hyperbolic(a):
    h = np.tanh(a)
    return h, lambda g: g * (1 - h * h)


def probabilities(z):
    e = np.exp(z - z.max())
    y = e / e.sum()
    return y, lambda g: y * (g - g @ y)


def loss(z, t):
    y, _ = probabilities(z)
    m = z.max()
    return m + np.log(np.exp(z - m).sum()) - t @ z, lambda g: g * (y - t)


def softmax(z):
    return probabilities(z)[0]


def tanh(a):
    return hyperbolic(a)[0]


def softmax_jacobian(z):
    _, back = probabilities(z)
    return np.array([back(row) for row in np.eye(z.size)])


def grad_z(z, t):
    return loss(z, t)[1](1.0)


def _weights(x, t, w1, w2):
    a, back_a = linear(w1, x)
    h, back_h = hyperbolic(a)
    z, back_z = linear(w2, h)
    _, back_loss = loss(z, t)
    d_w2, d_h = back_z(back_loss(1.0))
    d_w1, _ = back_a(back_h(d_h))
    return d_w1, d_w2


def grad_w2(x, t, w1, w2):
    return _weights(x, t, w1, w2)[1]


def grad_w1(x, t, w1, w2):
    return _weights(x, t, w1, w2)[0]
