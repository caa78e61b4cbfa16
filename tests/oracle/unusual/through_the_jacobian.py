# right right right ordinary follows follows
import numpy as np


def softmax(z):
    return np.exp(z - np.logaddexp.reduce(z))


def tanh(a):
    small = np.expm1(-2 * np.abs(a))
    return np.copysign(-small / (2 + small), a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.einsum("j,jk->jk", y, np.eye(len(y)) - y)


def grad_z(z, t):
    return softmax_jacobian(z).T @ (-t / softmax(z))


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.einsum("k,j->kj", grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.einsum("kj,k,j,i->ji", w2, grad_z(w2 @ h, t), 1 - h**2, x)
