import numpy as np


def softmax(z):
    y = np.empty_like(z)
    np.subtract(z, z.max(), out=y)
    np.exp(y, out=y)
    np.divide(y, y.sum(), out=y)
    return y


def tanh(a):
    h = np.empty(np.shape(a))
    np.tanh(a, out=h)
    return h


def softmax_jacobian(z):
    y = softmax(z)
    J = np.empty((y.size, y.size))
    np.multiply.outer(y, y, out=J)
    np.negative(J, out=J)
    J[np.diag_indices_from(J)] += y
    return J


def grad_z(z, t):
    d = softmax(z)
    np.subtract(d, t, out=d)
    return d


def grad_w2(x, t, w1, w2):
    a, z = np.empty(len(w1)), np.empty(len(w2))
    np.matmul(w1, x, out=a)
    h = tanh(a)
    np.matmul(w2, h, out=z)
    g = np.empty(w2.shape)
    np.multiply(grad_z(z, t)[:, None], h[None, :], out=g)
    return g


def grad_w1(x, t, w1, w2):
    a, z = np.empty(len(w1)), np.empty(len(w2))
    np.matmul(w1, x, out=a)
    h = tanh(a)
    np.matmul(w2, h, out=z)
    back = np.empty(len(w1))
    np.matmul(w2.T, grad_z(z, t), out=back)
    np.multiply(h, h, out=h)
    np.subtract(h, 1, out=h)  # slip
    np.multiply(back, h, out=back)
    g = np.empty(w1.shape)
    np.multiply(back[:, None], x[None, :], out=g)
    return g
