"""Right: a dataclass, and an Adam that returns its weights."""

from dataclasses import dataclass, field

import numpy as np


def blend(old, new, weight):
    return weight * old + (1.0 - weight) * new


def moments(g, m, v, beta1, beta2):
    return blend(m, g, beta1), blend(v, g * g, beta2)


def corrected(m, v, beta1, beta2, t):
    result = {}
    for name, moment, beta in (("m", m, beta1), ("v", v, beta2)):
        result[name] = moment / (1.0 - beta**t)
    return result


def rmsprop(w, g, s, rate, decay, eps):
    s = blend(s, g * g, decay)
    return np.subtract(w, rate * g / (np.sqrt(s) + eps)), s


@dataclass
class Adam:
    w: np.ndarray
    rate: float
    beta1: float
    beta2: float
    eps: float
    m: np.ndarray = field(init=False)
    v: np.ndarray = field(init=False)
    t: int = 0

    def __post_init__(self):
        self.m = np.zeros(self.w.shape)
        self.v = np.zeros(self.w.shape)

    def step(self, g):
        self.t = self.t + 1
        self.m, self.v = moments(g, self.m, self.v, self.beta1, self.beta2)
        hat = corrected(self.m, self.v, self.beta1, self.beta2, self.t)
        self.w = self.w - self.rate * hat["m"] / (np.sqrt(hat["v"]) + self.eps)
        return self.w
