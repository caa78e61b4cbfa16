"""As in the paper."""

import numpy as np


def moments(g, m, v, beta1, beta2):
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def corrected(m, v, beta1, beta2, t):
    return {"m": m / (1 - beta1**t), "v": v / (1 - beta2**t)}


def rmsprop(w, g, s, rate, decay, eps):
    s = decay * s + (1 - decay) * g**2
    return w - rate * g / (np.sqrt(s) + eps), s


class Adam:
    def __init__(self, w, rate, beta1, beta2, eps):
        self.w, self.rate, self.beta1, self.beta2, self.eps = w, rate, beta1, beta2, eps
        self.m, self.v, self.t = np.zeros_like(w), np.zeros_like(w), 0

    def step(self, g):
        self.t += 1
        self.m, self.v = moments(g, self.m, self.v, self.beta1, self.beta2)
        hat = corrected(self.m, self.v, self.beta1, self.beta2, self.t)
        self.w = self.w - self.rate * hat["m"] / (np.sqrt(hat["v"]) + self.eps)
