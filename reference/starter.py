"""Backpropagation through one hidden layer.

One example at a time, in float64, no batch axis.

    x   (D,)     the input; x[0] is always 1, so the first column of w1 is the bias
    t   (K,)     the target: 1 for the true class, 0 for the others
    w1  (M, D)   first-layer weights:  hidden unit j gets sum_i w1[j, i] * x[i]
    w2  (K, M)   second-layer weights: class k gets the score sum_j w2[k, j] * h[j]

    h = tanh(w1 x),   y = softmax(w2 h),   E = - sum_k t[k] * ln y[k]

Write the six functions.  Each returns a new numpy array and leaves its arguments as they are.
Numbers may be large (1000, say): no answer may overflow.
"""

import numpy as np  # noqa: F401 - you will need it


def softmax(z):
    """The probabilities of the classes, shape (K,), for their scores z, shape (K,)."""
    raise NotImplementedError


def tanh(a):
    """The hyperbolic tangent of every entry of a, which may have any shape and keeps it."""
    raise NotImplementedError


def softmax_jacobian(z):
    """The derivatives of softmax, shape (K, K): [j, k] is d softmax(z)[j] / d z[k]; z is (K,)."""
    raise NotImplementedError


def grad_z(z, t):
    """dE/dz, shape (K,): how the error moves with each score.  z and t are (K,)."""
    raise NotImplementedError


def grad_w2(x, t, w1, w2):
    """dE/dw2, shape (K, M): how the error moves with each second-layer weight."""
    raise NotImplementedError


def grad_w1(x, t, w1, w2):
    """dE/dw1, shape (M, D): how the error moves with each first-layer weight."""
    raise NotImplementedError
