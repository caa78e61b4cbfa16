"""One wrong line each, or the same one in two steps."""

import numpy as np

MISCONCEPTIONS = {
    "bias_left_out": {"a": lambda x, w1: x @ w1.T},
    "sum_for_mean": {"dy": lambda y, t: y - t},
    "sign_flipped": {"dy": lambda y, t: (t - y) / len(y)},
    "slope_left_out": {"da": lambda dh: dh},
    "bias_averaged": {"db2": lambda dy: dy.mean(axis=0)},
    "uphill": {
        "new_w1": lambda w1, dw1, rate: w1 + rate * dw1,
        "new_w2": lambda w2, dw2, rate: w2 + rate * dw2,
    },
    "all_errors": {"recent": lambda errors: np.mean(errors)},
}
