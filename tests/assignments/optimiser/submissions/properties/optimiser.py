"""Right: state as one dict that properties read, and rates folded into one number."""

import numpy as np


class Adam:
    def __init__(self, w, rate, beta1, beta2, eps):
        self.state = {"w": 1.0 * w, "m": 0 * w, "v": 0 * w, "t": 0}
        self.settings = (rate, beta1, beta2, eps)

    w = property(lambda self: self.state["w"])
    m = property(lambda self: self.state["m"])
    v = property(lambda self: self.state["v"])

    def step(self, g):
        rate, beta1, beta2, eps = self.settings
        t = self.state["t"] + 1
        m, v = moments(g, self.m, self.v, beta1, beta2)
        scale = np.sqrt(1 - beta2**t)
        rate = rate * scale / (1 - beta1**t)
        w = self.w - rate * m / (np.sqrt(v) + eps * scale)
        self.state = {"w": w, "m": m, "v": v, "t": t}


def moments(g, m, v, beta1, beta2):
    return (m * beta1 + g - g * beta1, v * beta2 + g**2 - g**2 * beta2)


def corrected(m, v, beta1, beta2, t):
    return {"v": v / (1 - beta2**t), "m": m / (1 - beta1**t)}


def rmsprop(w, g, s, rate, decay, eps):
    mean = g**2 + decay * (s - g**2)
    return w - rate / (eps + mean**0.5) * g, mean
