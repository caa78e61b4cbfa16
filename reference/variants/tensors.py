"""Every Jacobian in full, contracted from the left."""

import numpy as np


def softmax(z):
    return np.apply_along_axis(lambda v: np.exp(v - v.max()) / np.exp(v - v.max()).sum(), 0, z)


def tanh(a):
    return np.apply_along_axis(np.tanh, -1, a)


def softmax_jacobian(z):
    y = softmax(z)
    K = y.size
    cube = np.eye(K)[:, None, :] - np.eye(K)[None, :, :]
    # dy_j/dz_k = sum_l y_j y_l (delta_jk - delta_lk)
    return np.tensordot(np.outer(y, y)[:, :, None] * cube, np.ones(K), axes=([1], [0]))


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    K, M = w2.shape
    dz_dw2 = np.einsum("lk,j->lkj", np.eye(K), h)
    return np.tensordot(grad_z(w2 @ h, t), dz_dw2, axes=1)


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    M, D = w1.shape
    da_dw1 = np.einsum("lj,i->lji", np.eye(M), x)
    dh_dw1 = (1 - h * h)[:, None, None] * da_dw1
    dz_dw1 = np.tensordot(w2, dh_dw1, axes=1)
    return np.tensordot(grad_z(w2 @ h, t), dz_dw1, axes=1)
