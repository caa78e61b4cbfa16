# ordinary right right follows right right
import numpy as np


def softmax(z):
    z -= z.max()
    np.exp(z, out=z)
    z /= z.sum()
    return z


def tanh(a):
    out = np.empty_like(a)
    np.tanh(a, out=out)
    return out


def softmax_jacobian(z):
    y = softmax(z.copy())
    jac = np.outer(y, y)
    jac *= -1
    jac[np.diag_indices_from(jac)] += y
    return jac


def grad_z(z, t):
    dz = softmax(z)
    dz -= t
    return dz


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    delta = w2.T @ grad_z(w2 @ h, t)
    h *= h
    delta *= 1 - h
    return np.outer(delta, x)
