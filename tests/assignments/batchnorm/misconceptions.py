"""One wrong line each."""

import numpy as np

MISCONCEPTIONS = {
    "unbiased_variance": {"var": lambda x, mean: ((x - mean) ** 2).sum(axis=0) / (len(x) - 1)},
    "eps_left_out": {"std": lambda var: np.sqrt(var)},
    "std_left_out": {"xhat": lambda x, mean: x - mean},
    "beta_left_out": {"out": lambda xhat, gamma: gamma * xhat},
    "bias_averaged": {"dbeta": lambda dout: dout.mean(axis=0)},
    "out_for_xhat": {"dgamma": lambda dout, out: (dout * out).sum(axis=0)},
    "gamma_left_out": {"dxhat": lambda dout: dout},
    "mean_held_fixed": {"through_mean": lambda dxhat: 0 * dxhat.mean(axis=0)},
    "variance_held_fixed": {"through_var": lambda dxhat, xhat: 0 * xhat},
}
