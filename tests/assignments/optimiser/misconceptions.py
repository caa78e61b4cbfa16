"""The slips that optimisers are known for, as wrong lines."""

import numpy as np

MISCONCEPTIONS = {
    "no_square": {
        "square": lambda g, v, beta2: beta2 * v + (1 - beta2) * g,
        "s_new": lambda s, g, decay: decay * s + (1 - decay) * g,
        "v_one": lambda g, beta2: (1 - beta2) * g,
        "v_two": lambda v_one, h, beta2: beta2 * v_one + (1 - beta2) * h,
    },
    "weights_swapped": {
        "mean": lambda g, m, beta1: (1 - beta1) * m + beta1 * g,
        "square": lambda g, v, beta2: (1 - beta2) * v + beta2 * g**2,
    },
    "decay_swapped": {"s_new": lambda s, g, decay: (1 - decay) * s + decay * g**2},
    "not_corrected": {
        "mean_hat": lambda m, beta1, t: m,
        "square_hat": lambda v, beta2, t: v,
        "w_one": lambda w, m_one, v_one, rate, eps: w - rate * m_one / (np.sqrt(v_one) + eps),
        "w_two": lambda w_one, m_two, v_two, rate, eps: (
            w_one - rate * m_two / (np.sqrt(v_two) + eps)
        ),
    },
    "one_beta": {
        "square_hat": lambda v, beta1, t: v / (1 - beta1**t),
        "w_one": lambda w, m_one, v_one, rate, beta1, eps: (
            w - rate * m_one / (1 - beta1) / (np.sqrt(v_one / (1 - beta1)) + eps)
        ),
        "w_two": lambda w_one, m_two, v_two, rate, beta1, eps: (
            w_one - rate * m_two / (1 - beta1**2) / (np.sqrt(v_two / (1 - beta1**2)) + eps)
        ),
    },
    "times_for_power": {
        "mean_hat": lambda m, beta1, t: m / (1 - beta1 * t),
        "square_hat": lambda v, beta2, t: v / (1 - beta2 * t),
    },
    "eps_in_root": {
        "w_rms": lambda w, g, s_new, rate, eps: w - rate * g / np.sqrt(s_new + eps),
        "w_one": lambda w, m_one, v_one, rate, beta1, beta2, eps: (
            w - rate * m_one / (1 - beta1) / np.sqrt(v_one / (1 - beta2) + eps)
        ),
        "w_two": lambda w_one, m_two, v_two, rate, beta1, beta2, eps: (
            w_one - rate * m_two / (1 - beta1**2) / np.sqrt(v_two / (1 - beta2**2) + eps)
        ),
    },
    "uphill": {
        "w_rms": lambda w, g, s_new, rate, eps: w + rate * g / (np.sqrt(s_new) + eps),
    },
    "time_stands": {
        "w_two": lambda w_one, m_two, v_two, rate, beta1, beta2, eps: (
            w_one - rate * m_two / (1 - beta1) / (np.sqrt(v_two / (1 - beta2)) + eps)
        ),
    },
    "in_place": {
        "mean": lambda g, m, beta1: np.add(np.multiply(m, beta1, out=m), (1 - beta1) * g, out=m),
        "square": lambda g, v, beta2: np.add(np.multiply(v, beta2, out=v), (1 - beta2) * g**2),
    },
    "state_lost": {
        "m_two": lambda h, beta1: (1 - beta1) * h,
        "v_two": lambda h, beta2: (1 - beta2) * h**2,
    },
}
