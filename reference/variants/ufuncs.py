import numpy as np
from numpy import add, divide, exp, maximum, multiply, square, subtract


def softmax(z):
    e = exp(subtract(z, maximum.reduce(z)))
    return divide(e, add.reduce(e))


def tanh(a):
    out = np.empty_like(a, dtype=float)
    np.tanh(a, out=out)
    return out


def softmax_jacobian(z):
    y = softmax(z)
    return subtract(multiply(y[:, None], np.eye(y.size)), multiply.outer(y, y))


def grad_z(z, t):
    return subtract(softmax(z), t)


def _forward(x, w1, w2):
    h = tanh(add.reduce(multiply(w1, x), axis=1))
    return h, add.reduce(multiply(w2, h), axis=1)


def grad_w2(x, t, w1, w2):
    h, z = _forward(x, w1, w2)
    return multiply.outer(grad_z(z, t), h)


def grad_w1(x, t, w1, w2):
    h, z = _forward(x, w1, w2)
    back = add.reduce(multiply(w2, grad_z(z, t)[:, None]), axis=0)
    return multiply.outer(multiply(back, subtract(1, square(h))), x)
