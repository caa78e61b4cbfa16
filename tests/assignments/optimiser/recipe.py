"""The optimisers, one line of mathematics a step."""

import numpy as np


def mean(g, m, beta1):
    return beta1 * m + (1 - beta1) * g


def square(g, v, beta2):
    return beta2 * v + (1 - beta2) * g**2


def mean_hat(m, beta1, t):
    return m / (1 - beta1**t)


def square_hat(v, beta2, t):
    return v / (1 - beta2**t)


def s_new(s, g, decay):
    return decay * s + (1 - decay) * g**2


def w_rms(w, g, s_new, rate, eps):
    return w - rate * g / (np.sqrt(s_new) + eps)


def m_one(g, beta1):
    return (1 - beta1) * g


def v_one(g, beta2):
    return (1 - beta2) * g**2


def w_one(w, m_one, v_one, rate, beta1, beta2, eps):
    return w - rate * m_one / (1 - beta1) / (np.sqrt(v_one / (1 - beta2)) + eps)


def m_two(m_one, h, beta1):
    return beta1 * m_one + (1 - beta1) * h


def v_two(v_one, h, beta2):
    return beta2 * v_one + (1 - beta2) * h**2


def w_two(w_one, m_two, v_two, rate, beta1, beta2, eps):
    return w_one - rate * m_two / (1 - beta1**2) / (np.sqrt(v_two / (1 - beta2**2)) + eps)


STEPS = (
    mean,
    square,
    mean_hat,
    square_hat,
    s_new,
    w_rms,
    m_one,
    v_one,
    w_one,
    m_two,
    v_two,
    w_two,
)
