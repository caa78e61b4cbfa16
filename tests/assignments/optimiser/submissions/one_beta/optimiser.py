"""Planted: both moments are corrected with the first beta."""

import numpy as np


def moments(g, m, v, beta1, beta2):
    new_m = beta1 * m + (1 - beta1) * g
    new_v = beta2 * v + (1 - beta2) * g**2
    return new_m, new_v


def corrected(m, v, beta1, beta2, t):
    return {"m": m / (1 - beta1**t), "v": v / (1 - beta1**t)}


def rmsprop(w, g, s, rate, decay, eps):
    s = decay * s + (1 - decay) * g**2
    w = w - rate * g / (np.sqrt(s) + eps)
    return w, s


class Adam:
    def __init__(self, w, rate, beta1, beta2, eps):
        self.w = w
        self.rate = rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m = np.zeros_like(w)
        self.v = np.zeros_like(w)
        self.t = 0

    def step(self, g):
        self.t += 1
        self.m, self.v = moments(g, self.m, self.v, self.beta1, self.beta2)
        hat = corrected(self.m, self.v, self.beta1, self.beta2, self.t)
        self.w = self.w - self.rate * hat["m"] / (np.sqrt(hat["v"]) + self.eps)
