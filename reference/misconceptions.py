"""What students write: one wrong line in place of one step of the recipe.

A line's parameters are the quantities that it needs; a parameter with the step's own name gets
the right value.  A line may fail on some inputs: then that is what the mistake looks like.
Two steps stand under one id where the same slip shows in both; the first is its home.
A second step that gets its own right value says that the mistake presumes it to be right, so the
two are never looked for together.

Of the catalogue of mistakes these are left out (with their numbers there): what no answer shows,
namely sums over k of y_k - t_k (they are always 0; G32 and G65 stand for it with the vector
itself), targets that do not add up to 1 (G19), a transposed Jacobian (it is symmetric), means and
axes of a batch (G72 to G74, F02, F03, F05); how an answer was computed, which the grader sees by
its digits (G80 to G82, F20, F26); and what it says without any formula (F13, F14, F16, F17, F27).
"""

import math

import numpy as np


def _softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def _sigmoid(s):
    return 1 / (1 + np.exp(-s))


def _off_diagonal(matrix):
    return matrix - np.diag(np.diag(matrix))


def _through(jacobian, y, t):
    """dE/dz by the chain rule, from a Jacobian: undefined where a probability has vanished."""
    return jacobian.T @ (-t / y)


def _jacobian(line):
    """A wrong Jacobian, in the question that asks for it and in the chain rule to dE/dz."""
    return {"jacobian": line, "dz": lambda y, t: _through(line(y), y, t)}


_SOFTMAX = {
    "softmax_without_shift": {"y": lambda z: np.exp(z) / np.exp(z).sum()},
    "softmax_shifted_by_minimum": {
        "y": lambda z: np.exp(z - z.min()) / np.exp(z - z.min()).sum(),
    },
    "softmax_shifted_by_mean": {
        "y": lambda z: np.exp(z - z.mean()) / np.exp(z - z.mean()).sum(),
    },
    "softmax_clips_scores": {"y": lambda z: _softmax(np.clip(z, -500, 500))},
    "softmax_clips_large_scores": {
        "y": lambda z: np.exp(np.clip(z, None, 600)) / np.exp(np.clip(z, None, 600)).sum(),
    },
    "softmax_divided_by_maximum": {"y": lambda z: _softmax(z / z.max())},
    "softmax_floored": {"y": lambda y: np.maximum(y, 1e-6)},
    "softmax_not_normalised": {"y": lambda z: np.exp(z)},
    "softmax_shifted_not_normalised": {"y": lambda z: np.exp(z - z.max())},
    "softmax_divided_by_sum_of_scores": {"y": lambda z: np.exp(z) / z.sum()},
    "softmax_of_scores_over_sum": {"y": lambda z: z / z.sum()},
    "softmax_one_in_denominator": {"y": lambda z: np.exp(z) / (1 + np.exp(z).sum())},
    "softmax_is_sigmoid": {"y": lambda z: _sigmoid(z)},
    "softmax_of_sigmoids": {"y": lambda z: _sigmoid(z) / _sigmoid(z).sum()},
    "softmax_of_minus_z": {"y": lambda z: _softmax(-z)},
    "softmax_of_minus_z_without_shift": {"y": lambda z: np.exp(-z) / np.exp(-z).sum()},
    "softmax_base_two": {"y": lambda z: 2.0**z / np.sum(2.0**z)},
    "softmax_of_tanh": {"y": lambda z: _softmax(np.tanh(z))},
    "softmax_twice": {"y": lambda y: _softmax(y)},
    "softmax_logarithm": {"y": lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum())},
    "softmax_is_hard": {"y": lambda z: np.eye(z.size)[z.argmax()]},
    "softmax_missing": {"y": lambda z: z},
    "softmax_is_relu": {"y": lambda z: np.maximum(z, 0)},
    "softmax_truncates_scores": {"y": lambda z: _softmax(z.astype(int))},
    "softmax_rows_only": {"y": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)},
    "softmax_scalar_exp": {"y": lambda z: math.exp(z) / math.exp(z)},
    "softmax_three_classes": {"y": lambda z: np.exp(z) / sum(np.exp(z[k]) for k in range(3))},
    "softmax_changes_argument": {"y": lambda z: _softmax(z.__isub__(z.max()))},
}

_TANH = {
    "tanh_overflows": {"h": lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))},
    "tanh_overflows_above": {"h": lambda a: (np.exp(2 * a) - 1) / (np.exp(2 * a) + 1)},
    "tanh_overflows_below": {"h": lambda a: (1 - np.exp(-2 * a)) / (1 + np.exp(-2 * a))},
    "tanh_brackets_missing": {"h": lambda a: np.exp(a) - np.exp(-a) / np.exp(a) + np.exp(-a)},
    "tanh_upside_down": {"h": lambda a: (np.exp(a) + np.exp(-a)) / (np.exp(a) - np.exp(-a))},
    "tanh_of_half": {"h": lambda a: np.tanh(a / 2)},
    "tanh_of_half_overflows": {"h": lambda a: (1 - np.exp(-a)) / (1 + np.exp(-a))},
    "tanh_is_tan": {"h": lambda a: np.tan(a)},
    "tanh_is_sinh": {"h": lambda a: np.sinh(a)},
    "tanh_is_arctan": {"h": lambda a: np.arctan(a)},
    "tanh_is_sigmoid": {"h": lambda a: _sigmoid(a)},
    "tanh_is_relu": {"h": lambda a: np.maximum(a, 0)},
    "tanh_is_clip": {"h": lambda a: np.clip(a, -1, 1)},
    "tanh_missing": {"h": lambda a: a},
    "tanh_twice": {"h": lambda h: np.tanh(h)},
    "tanh_slope_returned": {"h": lambda h: 1 - h**2},
    "tanh_slope_of_a_returned": {"h": lambda a: 1 - a**2},
    "tanh_sign_flipped": {"h": lambda h: -h},
    "tanh_scalar_only": {"h": lambda a: math.tanh(a)},
    "tanh_changes_argument": {"h": lambda a: np.tanh(a, out=a)},
}

_FORWARD = {
    "bias_dropped": {"a": lambda w1, x: w1[:, 1:] @ x[1:]},
    "w1_transposed_forward": {"a": lambda w1, x: w1.T @ x},
    "w2_transposed_forward": {"z": lambda w2, h: w2.T @ h},
    "scores_without_tanh": {"z": lambda w2, a: w2 @ a},
}

_JACOBIAN = {
    "jacobian_diagonal_only": _jacobian(lambda y: np.diag(y * (1 - y))),
    "jacobian_off_diagonal_positive": _jacobian(
        lambda y: np.diag(y * (1 - y)) + _off_diagonal(np.outer(y, y))
    ),
    "jacobian_diagonal_without_minus": _jacobian(
        lambda y: np.diag(y) - _off_diagonal(np.outer(y, y))
    ),
    "jacobian_diagonal_squared": _jacobian(
        lambda y: np.diag(y * y) - _off_diagonal(np.outer(y, y))
    ),
    "jacobian_off_diagonal_one_factor": _jacobian(
        lambda y: np.diag(y * (1 - y)) - _off_diagonal(np.tile(y, (y.size, 1)))
    ),
    "jacobian_off_diagonal_row_factor": _jacobian(
        lambda y: np.diag(y * (1 - y)) - _off_diagonal(np.tile(y, (y.size, 1))).T
    ),
    "jacobian_broadcast": _jacobian(lambda y: y * (np.eye(y.size) - y)),
    "jacobian_broadcast_in_columns": _jacobian(lambda y: (y * (np.eye(y.size) - y)).T),
    "jacobian_diagonal_formula_everywhere": _jacobian(lambda y: np.outer(y, 1 - y)),
    "jacobian_without_diagonal": _jacobian(lambda y: -np.outer(y, y)),
    "jacobian_plus": _jacobian(lambda y: np.diag(y) + np.outer(y, y)),
    "jacobian_of_log_softmax": _jacobian(lambda y: np.eye(y.size) - y),
    "jacobian_sign_flipped": {"jacobian": lambda jacobian: -jacobian},
    "jacobian_as_vector": {"jacobian": lambda y: y * (1 - y)},
    "jacobian_as_row": {"jacobian": lambda y: (y * (1 - y))[None, :]},
    "jacobian_as_column": {"jacobian": lambda y: (y * (1 - y))[:, None]},
    "jacobian_summed": {"jacobian": lambda jacobian: jacobian.sum(axis=1)},
    "jacobian_is_identity": {"jacobian": lambda y: np.eye(y.size)},
    "jacobian_is_one_each": {"jacobian": lambda y: np.ones_like(y)},
    "jacobian_is_ones": {"jacobian": lambda y: np.ones((y.size, y.size))},
    "jacobian_is_y": {"jacobian": lambda y: y},
    "jacobian_rows_of_y": {"jacobian": lambda y: np.tile(y, (y.size, 1))},
    "jacobian_diagonal_of_y": {"jacobian": lambda y: np.diag(y)},
}

_ERROR = {
    "error_sign_flipped": {"dz": lambda y, t: t - y},
    "error_without_target": {"dz": lambda y: y},
    "error_of_true_class_only": {"dz": lambda y, t: t * (y - 1)},
    "error_minus_one_everywhere": {"dz": lambda y: y - 1},
    "error_stops_at_y": {"dz": lambda y, t: -t / y},
    "error_divides_by_y": {"dz": lambda jacobian, y, t: _through(jacobian, y, t)},
    "error_with_epsilon": {"dz": lambda jacobian, y, t: jacobian.T @ (-t / (y + 1e-8))},
    "error_times_softmax_slope": {"dz": lambda y, t: (y - t) * y * (1 - y)},
    "error_of_squared_loss": {"dz": lambda jacobian, y, t: jacobian @ (y - t)},
    "error_of_binary_loss": {"dz": lambda y, t: (y - t) / (y * (1 - y))},
    "error_of_binary_loss_plus": {"dz": lambda y, t: t / y + (1 - t) / (1 - y)},
    "error_of_binary_loss_plus_through_sigmoid": {
        "dz": lambda y, t: (t / y + (1 - t) / (1 - y)) * y * (1 - y)
    },
    "error_doubled": {"dz": lambda y, t: 2 * (y - t)},
    "error_halved": {"dz": lambda y, t: (y - t) / 2},
    "error_averaged_over_classes": {"dz": lambda y, t: (y - t) / y.size},
    "error_of_log_ten": {"dz": lambda y, t: (y - t) / np.log(10)},
    "error_of_log_two": {"dz": lambda y, t: (y - t) / np.log(2)},
    "error_is_the_loss": {"dz": lambda y, t: -np.sum(t * np.log(y))},
    "error_is_the_loss_by_class": {"dz": lambda y, t: -t * np.log(y)},
    "error_through_output_tanh": {
        "dz": lambda z, t: (_softmax(np.tanh(z)) - t) * (1 - np.tanh(z) ** 2)
    },
}

_SECOND_LAYER = {
    "hidden_missing": {"dw2": lambda dz, h: np.outer(dz, np.ones_like(h))},
    "hidden_before_tanh": {"dw2": lambda dz, a: np.outer(dz, a)},
    "hidden_times_slope": {"dw2": lambda dz, h: np.outer(dz, h * (1 - h**2))},
    "hidden_slope_for_value": {"dw2": lambda dz, h: np.outer(dz, 1 - h**2)},
    "hidden_swapped_for_input": {"dw2": lambda dz, x: np.outer(dz, x)},
    "w2_kept": {"dw2": lambda dw2, w2: dw2 * w2},
}

_BACKWARD = {
    "w2_not_transposed": {"dh": lambda w2, dz: w2 @ dz},
    "w2_forgotten": {"dh": lambda dz: dz},
    "w2_updated_first": {"dh": lambda w2, dw2, dz: (w2 - 0.1 * dw2).T @ dz},
    "w2_replaced_by_gradient": {"dh": lambda dw2, dz: dw2.T @ dz},
    "w2_absolute": {"dh": lambda w2, dz: np.abs(w2).T @ dz},
    "w2_squared": {"dh": lambda w2, dz: (w2**2).T @ dz},
    "w2_through_tanh_slope": {"dh": lambda w2, dz: (1 - w2**2).T @ dz},
    "output_sent_back": {"dh": lambda w2, y: w2.T @ y},
    "softmax_slope_sent_back": {"dh": lambda w2, dz, y: w2.T @ (dz * y * (1 - y))},
}

_TANH_SLOPE = {
    "tanh_slope_forgotten": {"da": lambda dh: dh},
    "tanh_slope_not_squared": {"da": lambda dh, h: dh * (1 - h)},
    "tanh_slope_of_sigmoid": {"da": lambda dh, h: dh * h * (1 - h)},
    "tanh_slope_of_sigmoid_at_a": {
        "da": lambda dh, a: dh * _sigmoid(a) * (1 - _sigmoid(a)),
        "h": lambda h: h,  # of a sigmoid for h this slope is the one above
    },
    "tanh_slope_at_h": {"da": lambda dh, h: dh * (1 - np.tanh(h) ** 2)},
    "tanh_slope_of_a": {"da": lambda dh, a: dh * (1 - a**2)},
    "tanh_slope_of_tan": {"da": lambda dh, a: dh * (1 - np.tan(a) ** 2)},
    "tanh_slope_plus": {"da": lambda dh, h: dh * (1 + h**2)},
    "tanh_slope_sign_flipped": {"da": lambda dh, h: dh * (h**2 - 1)},
    "tanh_slope_without_one": {"da": lambda dh, h: dh * h**2},
    "tanh_slope_square_outside": {"da": lambda dh, h: dh * (1 - h) ** 2},
    "tanh_slope_sech": {"da": lambda dh, a: dh / np.cosh(a)},
    "tanh_slope_csch": {"da": lambda dh, a: dh * (2 / (np.exp(a) - np.exp(-a))) ** 2},
    "tanh_slope_halved": {"da": lambda dh, h: dh * (1 - h**2) / 2},
    "tanh_slope_twice": {"da": lambda dh, h: dh * (1 - h**2) ** 2},
    "tanh_slope_divides": {"da": lambda dh, h: dh / (1 - h**2)},
    "tanh_slope_alone": {"da": lambda h: 1 - h**2},
    "tanh_slope_added": {"da": lambda dh, h: dh + (1 - h**2)},
    "tanh_slope_of_relu": {"da": lambda dh, h: dh * (h > 0)},
    "tanh_slope_from_dot": {"da": lambda dh, h: dh * (1 - h @ h)},
    "tanh_slope_times_a": {"da": lambda dh, h, a: dh * (1 - h**2) * a},
}

_FIRST_LAYER = {
    "input_missing": {"dw1": lambda da, x: np.outer(da, np.ones_like(x))},
    "input_swapped_for_hidden": {"dw1": lambda da, h: np.outer(da, h)},
    "input_through_tanh_slope": {"dw1": lambda da, x: np.outer(da, 1 - x**2)},
    "hidden_layer_skipped": {"dw1": lambda dz, x: np.outer(dz, x)},
    "hidden_error_is_relu": {"dw1": lambda h, x: np.outer(np.maximum(h, 0), x)},
    "sent_on_to_input": {"dw1": lambda w1, da, x: np.outer(w1 @ (w1.T @ da), x)},
    "w1_kept": {"dw1": lambda dw1, w1: dw1 * w1},
    "bias_not_learned": {"dw1": lambda da, x: np.outer(da, np.append(0.0, x[1:]))},
}

_HANDED_BACK = {
    "gradient_transposed": {"dw2": lambda dw2: dw2.T, "dw1": lambda dw1: dw1.T},
    "gradients_swapped": {
        "dw2": lambda da, x: np.outer(da, x),
        "dw1": lambda dz, h: np.outer(dz, h),
    },
    "gradient_entry_by_entry": {"dw2": lambda dz, h: dz * h, "dw1": lambda da, x: da * x},
    "gradient_inner_product": {"dw2": lambda dz, h: dz @ h, "dw1": lambda da, x: da @ x},
    "gradient_with_weight_decay": {
        "dw2": lambda dw2, w2: dw2 + 0.01 * w2,
        "dw1": lambda dw1, w1: dw1 + 0.01 * w1,
    },
    "update_step_returned": {"dw2": lambda dw2: -0.1 * dw2, "dw1": lambda dw1: -0.1 * dw1},
    "updated_weights_returned": {
        "dw2": lambda dw2, w2: w2 - 0.1 * dw2,
        "dw1": lambda dw1, w1: w1 - 0.1 * dw1,
    },
    "gradient_clipped": {
        "dw2": lambda dw2: np.clip(dw2, -0.1, 0.1),
        "dw1": lambda dw1: np.clip(dw1, -0.1, 0.1),
    },
    "gradient_of_length_one": {
        "dw2": lambda dw2: dw2 / np.linalg.norm(dw2),
        "dw1": lambda dw1: dw1 / np.linalg.norm(dw1),
    },
    "bias_column_added": {
        "dw2": lambda dz, dw2: np.column_stack((dz, dw2)),
        "dw1": lambda da, dw1: np.column_stack((da, dw1)),
    },
    "gradient_summed": {"dw2": lambda dw2: dw2.sum(axis=1), "dw1": lambda dw1: dw1.sum(axis=1)},
    "gradient_divided_by_inputs": {
        "dw2": lambda dw2, x: dw2 / x.size,
        "dw1": lambda dw1, x: dw1 / x.size,
    },
    "gradient_divided_by_hidden_units": {
        "dw2": lambda dw2, h: dw2 / h.size,
        "dw1": lambda dw1, h: dw1 / h.size,
    },
    "rounded_to_four_places": {
        "dw2": lambda dw2: np.round(dw2, 4),
        "dw1": lambda dw1: np.round(dw1, 4),
        "dz": lambda dz: np.round(dz, 4),
        "jacobian": lambda jacobian: np.round(jacobian, 4),
        "y": lambda y: np.round(y, 4),
        "h": lambda h: np.round(h, 4),
    },
}

MISCONCEPTIONS = {
    **_SOFTMAX,
    **_TANH,
    **_FORWARD,
    **_JACOBIAN,
    **_ERROR,
    **_SECOND_LAYER,
    **_BACKWARD,
    **_TANH_SLOPE,
    **_FIRST_LAYER,
    **_HANDED_BACK,
}
