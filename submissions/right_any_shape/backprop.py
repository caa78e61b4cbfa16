import numpy as np


def softmax(z, axis=-1):
    """Softmax along `axis`; works for vectors and for batches of row vectors."""
    z = np.asarray(z, dtype=float)
    z = z - np.max(z, axis=axis, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)


def tanh(a):
    return np.tanh(np.asarray(a, dtype=float))


def softmax_jacobian(z):
    y = softmax(z)
    eye = np.eye(y.shape[-1])
    return y[..., :, None] * eye - y[..., :, None] * y[..., None, :]


def grad_z(z, t):
    return softmax(z) - t


def _forward(x, w1, w2):
    h = tanh(np.matmul(x, w1.T))
    return h, np.matmul(h, w2.T)


def grad_w2(x, t, w1, w2):
    h, z = _forward(np.atleast_2d(x), w1, w2)
    return np.matmul(grad_z(z, np.atleast_2d(t)).T, h)


def grad_w1(x, t, w1, w2):
    X = np.atleast_2d(x)
    h, z = _forward(X, w1, w2)
    delta = np.matmul(grad_z(z, np.atleast_2d(t)), w2) * (1 - h**2)
    return np.matmul(delta.T, X)
