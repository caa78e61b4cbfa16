import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def log_softmax_jacobian(z):
    """d ln y_j / d z_k = delta_jk - y_k: the 1/y_j of the logarithm is already cancelled."""
    y = softmax(z)
    return np.identity(len(z)) - np.ones((len(z), 1)) * y


def tanh_jacobian(a):
    return np.diag(1 - tanh(a) ** 2)


def grad_z(z, t):
    return -t @ log_softmax_jacobian(z)


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    dz = grad_z(w2 @ h, t)
    K, M = w2.shape
    # dz_k/dw2[k', j] = delta_kk' h_j
    dz_dw2 = np.zeros((K, K, M))
    for k in range(K):
        dz_dw2[k, k, :] = h
    return np.tensordot(dz, dz_dw2, axes=1)


def grad_w1(x, t, w1, w2):
    a = w1 @ x
    dz = grad_z(w2 @ tanh(a), t)
    da = dz @ w2 @ tanh_jacobian(a)
    M, D = w1.shape
    da_dw1 = np.einsum("jm,i->jmi", np.eye(M), x)
    return np.tensordot(da, da_dw1, axes=(0, 0))
