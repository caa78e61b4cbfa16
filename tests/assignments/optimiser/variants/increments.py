"""Means as increments, state in place in a copy, Adam without the functions."""

import numpy as np


def moments(g, m, v, beta1, beta2):
    return m + (1 - beta1) * (g - m), v + (1 - beta2) * (np.square(g) - v)


def corrected(m, v, beta1, beta2, t):
    weights = [1 - np.power(beta, t) for beta in (beta1, beta2)]
    return dict(v=v / weights[1], m=m / weights[0])


def rmsprop(w, g, s, rate, decay, eps):
    new = s + (1 - decay) * (g * g - s)
    return [w - np.divide(rate * g, new**0.5 + eps), new]


class Adam:
    def __init__(self, w, rate, beta1, beta2, eps):
        self.w = w.copy()
        self.settings = rate, beta1, beta2, eps
        self.m = 0.0
        self.v = 0.0
        self.powers = np.ones(2)

    def step(self, g):
        rate, beta1, beta2, eps = self.settings
        self.powers *= beta1, beta2
        self.m = self.m + (1 - beta1) * (g - self.m)
        self.v = self.v + (1 - beta2) * (g * g - self.v)
        one, two = 1 - self.powers
        self.w -= rate * (self.m / one) / (np.sqrt(self.v / two) + eps)
        return self.w
