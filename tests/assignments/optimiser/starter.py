"""Two optimisers by hand: RMSprop as a function, Adam as a class with state."""

import numpy as np  # noqa: F401


def moments(g, m, v, beta1, beta2):
    """Return the running means of the gradient and of its square, as a tuple."""
    raise NotImplementedError


def corrected(m, v, beta1, beta2, t):
    """Return both moments after t steps, corrected, as {"m": ..., "v": ...}."""
    raise NotImplementedError


def rmsprop(w, g, s, rate, decay, eps):
    """Return the new weights and the new mean of squares, as a tuple."""
    raise NotImplementedError


class Adam:
    """Adam for one array of weights; self.w, self.m and self.v are its state."""

    def __init__(self, w, rate, beta1, beta2, eps):
        raise NotImplementedError

    def step(self, g):
        """Take one step against the gradient g."""
        raise NotImplementedError
