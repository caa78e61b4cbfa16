"""Backpropagation through one hidden layer, derived once and written down as named steps.

The network has D inputs, M hidden units and K classes; it sees one example at a time.
The first input is always 1 (x[0] = 1), so the first column of w1 is the bias.

    quantity    shape             what it is
    x           (D,)              the input
    t           (K,)              the target: 1 for the true class, 0 for the others
    w1, w2      (M, D), (K, M)    the weights: w1[j, i] leads from input i to hidden unit j
    a = w1 x    (M,)              what enters the hidden units
    h = tanh a  (M,)              what leaves them
    z = w2 h    (K,)              the scores
    y = f(z)    (K,)              the probabilities, f = softmax
    E           ()                the error, - sum_k t_k ln y_k

How softmax moves.  With S = sum_l exp z_l the probability is y_j = exp z_j / S.  A score z_k
occurs in every S, and in the numerator only of j = k.  By the quotient rule

    j = k:    dy_k/dz_k = (exp z_k * S - exp z_k * exp z_k) / S^2 = y_k (1 - y_k)
    j != k:   dy_j/dz_k = (     0      - exp z_j * exp z_k) / S^2 = - y_j y_k

or both at once, as the symmetric matrix J[j, k] = dy_j/dz_k = y_j (delta_jk - y_k), (K, K).
Its columns add up to 0, because the probabilities add up to 1 whatever the scores.

How the error moves with the scores.  dE/dy_j = - t_j / y_j, and every y_j depends on z_k:

    dE/dz_k = sum_j (- t_j / y_j) J[j, k] = y_k sum_j t_j - t_k = y_k - t_k            (K,)

since the targets add up to 1.  The division by y_j has gone: written so, nothing can vanish.

The second layer.  w2[k, j] is met in z_k alone, multiplied by h_j:

    dE/dw2 = (y - t) h^T                                       (K, M) = (K, 1) (1, M)

The first layer.  h_j feeds every score, so its share of the error is a sum over k; tanh has
the slope 1 - tanh^2, which is 1 - h_j^2; and w1[j, i] is met in a_j alone, multiplied by x_i:

    dE/dh  = w2^T (y - t)                                      (M,) = (M, K) (K,)
    dE/da  = dE/dh * (1 - h^2)                                 (M,), entry by entry
    dE/dw1 = ((w2^T (y - t)) * (1 - h^2)) x^T                  (M, D) = (M, 1) (1, D)

Below, dq stands for dE/dq.  A step's parameters are the quantities that it needs.
"""

import numpy as np


def a(w1, x):
    return w1 @ x


def h(a):
    return np.tanh(a)


def z(w2, h):
    return w2 @ h


def y(z):
    # A constant added to every score cancels in the ratio; without it exp overflows from 710 up.
    e = np.exp(z - z.max())
    return e / e.sum()


def jacobian(y):
    return np.diag(y) - np.outer(y, y)


def dz(y, t):
    return y - t


def dw2(dz, h):
    return np.outer(dz, h)


def dh(w2, dz):
    return w2.T @ dz


def da(dh, h):
    return dh * (1 - h**2)


def dw1(da, x):
    return np.outer(da, x)


STEPS = (a, h, z, y, jacobian, dz, dw2, dh, da, dw1)

# Other right ways to a step: answers that come by one of them follow from what it starts from.
# Who has another f or h, and derives it rightly, has made one mistake: slope_of_h and jacobian_of_y
# are the derivatives of whatever stands there.
ROUTES = {
    "dz": (
        lambda jacobian, y, t: jacobian.T @ (-t / y),
        lambda jacobian, y, t: jacobian @ (-t / y),
    ),
    "da": (
        lambda dh, a: dh * (1 - np.tanh(a) ** 2),
        lambda dh, slope_of_h: dh * slope_of_h,
        lambda dh, steeper_slope_of_h: dh * steeper_slope_of_h,
    ),
    "jacobian": (lambda jacobian_of_y: jacobian_of_y,),
}
