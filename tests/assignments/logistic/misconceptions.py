"""One wrong line each."""

import numpy as np

MISCONCEPTIONS = {
    "sigmoid_overflows": {"p": lambda s: np.exp(s) / (1 + np.exp(s))},
    "sign_flipped": {"ds": lambda p, t: t - p},
    "slope_twice": {"ds": lambda p, t: (p - t) * p * (1 - p)},
    "input_missing": {"dw": lambda ds, x: ds * np.ones_like(x)},
}
