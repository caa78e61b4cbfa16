"""Backpropagation by hand.

Notation
--------
x : (D,)   input, x[0] = 1 stands for the bias
a : (M,)   a_j = sum_i w1[j, i] x[i]
h : (M,)   h_j = tanh(a_j)
z : (K,)   z_k = sum_j w2[k, j] h[j]
y : (K,)   y = softmax(z)
E : scalar E = -sum_k t_k ln y_k

>>> softmax(np.array([0.0, 0.0]))
array([0.5, 0.5])
>>> tanh(np.zeros(2))
array([0., 0.])
"""
import numpy as np


def softmax(z):
    """Return the softmax of the vector `z`.

    Parameters
    ----------
    z : numpy.ndarray, shape (K,)
        The scores.

    Returns
    -------
    numpy.ndarray, shape (K,)
        Positive numbers that add up to one.

    Notes
    -----
    Numerator and denominator are multiplied by exp(-max z), so no exponent is positive.
    """
    numerator = np.exp(z - np.max(z))
    return numerator / np.sum(numerator)


def tanh(a):
    """Return the hyperbolic tangent of `a`, element by element."""
    return np.tanh(a)


def softmax_jacobian(z):
    """Return the matrix J with J[j, k] = d softmax(z)_j / d z_k.

    The matrix is symmetric, and its columns add up to zero:

    >>> abs(softmax_jacobian(np.array([1.0, 2.0, 3.0])).sum(axis=0)).max() < 1e-15
    True
    """
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)


def grad_z(z, t):
    """Return dE/dz = y - t (shape (K,)); uses that the entries of `t` add up to one."""
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    """Return dE/dw2 = (y - t) h^T, shape (K, M)."""
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)


def grad_w1(x, t, w1, w2):
    """Return dE/dw1 = ((w2^T (y - t)) * (1 - h^2)) x^T, shape (M, D)."""
    h = tanh(w1 @ x)
    delta = (w2.T @ grad_z(w2 @ h, t)) * (1 - h**2)
    return np.outer(delta, x)
