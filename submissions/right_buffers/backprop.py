import numpy as np


def softmax(z):
    out = np.empty(z.shape)
    np.subtract(z, np.max(z), out=out)
    np.exp(out, out=out)
    out /= out.sum()          # in place, but in my own array
    return out


def tanh(a):
    out = np.empty(np.shape(a))
    np.tanh(a, out=out)
    return out


def softmax_jacobian(z):
    y = softmax(z)
    J = np.empty((y.size, y.size))
    np.multiply(y[:, None], y, out=J)
    np.negative(J, out=J)
    J.flat[:: y.size + 1] += y
    return J


def grad_z(z, t):
    g = softmax(z)
    g -= t
    return g


def grad_w2(x, t, w1, w2):
    h = tanh(w1.dot(x))
    d = grad_z(w2.dot(h), t)
    g = np.zeros_like(w2)
    for k in range(g.shape[0]):
        g[k, :] = d[k] * h
    return g


def grad_w1(x, t, w1, w2):
    h = tanh(w1.dot(x))
    d = grad_z(w2.dot(h), t)
    delta = np.zeros(h.shape)
    for k in range(d.size):
        delta += d[k] * w2[k]
    np.multiply(delta, 1 - h * h, out=delta)
    g = np.zeros_like(w1)
    for i in range(x.size):
        g[:, i] = delta * x[i]
    return g
