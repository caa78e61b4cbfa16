"""One wrong line each."""

import numpy as np

MISCONCEPTIONS = {
    "not_scaled": {"s": lambda q, k: q @ k.T},
    "columns_sum_to_one": {"p": lambda s: np.exp(s) / np.exp(s).sum(axis=0, keepdims=True)},
    "row_sum_left_out": {"ds": lambda p, dp: p * dp},
    "diagonal_alone": {"ds": lambda p, dp: p * (1 - p) * dp},
    "scale_left_out_back": {"dz": lambda ds: ds},
}
