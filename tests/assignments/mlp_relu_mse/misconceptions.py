"""One wrong line each."""

MISCONCEPTIONS = {
    "bias_left_out": {"a": lambda x, w1: x @ w1.T},
    "sum_for_mean": {"dy": lambda y, t: y - t},
    "sign_flipped": {"dy": lambda y, t: (t - y) / len(y)},
    "slope_left_out": {"da": lambda dh: dh},
    "bias_averaged": {"db2": lambda dy: dy.mean(axis=0)},
}
