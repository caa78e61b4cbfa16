"""One wrong line each."""

import numpy as np

MISCONCEPTIONS = {
    "weights_swapped": {
        "inner": lambda f, a, b, n: np.sum(
            np.where(np.arange(1, n) % 2 == 1, 2, 4) * f(np.linspace(a, b, n + 1)[1:-1])
        )
    },
    "ends_left_out": {"ends": lambda f, a, b: 0 * f(a)},
    "uphill": {"newton": lambda f, df, x0: x0 + f(x0) / df(x0)},
    "slope_left_out": {"newton": lambda f, x0: x0 - f(x0)},
    "euler": {"heun": lambda y0, h, k1: y0 + h * k1},
    "half_step": {"k2": lambda g, y0, h, k1: g(y0 + h * k1 / 2)},
    "always_arithmetic": {"average": lambda values: np.mean(values)},
}
