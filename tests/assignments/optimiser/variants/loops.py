"""Entry by entry."""

import math

import numpy as np


def moments(g, m, v, beta1, beta2):
    m, v = m.copy(), v.copy()
    for i in np.ndindex(g.shape):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
    return m, v


def corrected(m, v, beta1, beta2, t):
    one, two = 1.0, 1.0
    for _ in range(t):
        one, two = one * beta1, two * beta2
    return {"m": m / (1 - one), "v": v / (1 - two)}


def rmsprop(w, g, s, rate, decay, eps):
    w, s = w.copy(), s.copy()
    for i in np.ndindex(g.shape):
        s[i] = decay * s[i] + (1 - decay) * g[i] ** 2
        w[i] -= rate * g[i] / (math.sqrt(s[i]) + eps)
    return w, s


class Adam:
    def __init__(self, w, rate, beta1, beta2, eps):
        self.w = np.array(w)
        self.rate = rate
        self.betas = beta1, beta2
        self.eps = eps
        self.m = np.zeros(w.shape)
        self.v = np.zeros(w.shape)
        self.count = 0

    def step(self, g):
        self.count += 1
        self.m, self.v = moments(g, self.m, self.v, *self.betas)
        hat = corrected(self.m, self.v, *self.betas, self.count)
        for i in np.ndindex(g.shape):
            self.w[i] -= self.rate * hat["m"][i] / (math.sqrt(hat["v"][i]) + self.eps)
