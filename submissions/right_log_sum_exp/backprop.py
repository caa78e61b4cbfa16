import numpy as np


def logsumexp(z):
    c = z.max()
    return c + np.log(np.exp(z - c).sum())


def log_softmax(z):
    return z - logsumexp(z)


def softmax(z):
    # the logarithms come first: log y is what the cross-entropy needs anyway
    return np.exp(log_softmax(z))


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    n = z.shape[0]
    # d log f_j / d z_k = delta_jk - f_k, and df_j = f_j dlog f_j
    dlog = np.eye(n) - np.tile(y, (n, 1))
    return y.reshape(n, 1) * dlog


def grad_z(z, t):
    # E = -sum_k t_k (z_k - lse(z)) = lse(z) - t.z   because the t_k add up to 1
    return np.exp(log_softmax(z)) - t


def grad_w2(x, t, w1, w2):
    hidden = np.tanh(np.dot(w1, x))
    scores = np.dot(w2, hidden)
    return np.multiply.outer(grad_z(scores, t), hidden)


def grad_w1(x, t, w1, w2):
    hidden = np.tanh(np.dot(w1, x))
    scores = np.dot(w2, hidden)
    error = np.dot(grad_z(scores, t), w2)
    return np.multiply.outer(error * (1 - hidden) * (1 + hidden), x)
