"""Slips for the whole programs in unusual styles, written before any of them was located.

Those of ``LOOKED_AT`` were looked at one by one while the rules were mended; of ``UNSEEN`` only the
figures were.
"""

from __future__ import annotations

from typing import NamedTuple


class Slip(NamedTuple):
    """What stands in a right program, and what stands there instead."""

    style: str
    right: str
    wrong: str


REPAIRS = {
    "annotated": ("seen.y * (1 - t)", "seen.y - t"),
    "broadcasting": (".mean(axis=0)", ".sum(axis=0)"),
    "closures": ("1 - a**2", "1 - h**2"),
    "comprehensions": ("[1 - v for v", "[1 - v * v for v"),
    "decorated": ("function(*arguments) / 2", "function(*arguments)"),
    "differences": ("(2 * STEP)", "STEP"),
    "early_returns": ("2 * (y - t)", "y - t"),
    "einsum_only": ("d, 1 - h, x", "d, 1 - h * h, x"),
    "generators": ("[p * (-q) for q in y]", "[p * ((j == k) - q) for k, q in enumerate(y)]"),
    "in_place": ("d -= d * h", "d -= d * h * h"),
    "lambdas": ("t - softmax(z)", "softmax(z) - t"),
    "matching": ("np.abs(w2)", "w2"),
    "one_liners": (", t), w1 @ x)", ", t), np.tanh(w1 @ x))"),
    "out_arguments": ("np.subtract(h, 1, out=h)", "np.subtract(1, h, out=h)"),
    "plain_lists": ("append(y[j] * y[k])", "append(-y[j] * y[k])"),
    "reducing": ("zip(column, d), 1.0)", "zip(column, d), 0.0)"),
    "static_helper": ("1 + h * h", "1 - h * h"),
    "vectorized": ("- y[j]))", "- y[k]))"),
    "walrus": ("(e.sum() + 1)", "e.sum()"),
    "while_loops": ("len(z) - 1:", "len(z):"),
}
"""What makes each program right: its own slip, and what should stand there."""

LOOKED_AT = (
    Slip("annotated", "float(e.sum())", "float(e.mean())"),
    Slip("annotated", "ONE - square", "square - ONE"),
    Slip("broadcasting", "- y[np.newaxis, :]", "- y[:, np.newaxis]"),
    Slip("broadcasting", "d[..., None] * h", "d[..., None] * h / len(h)"),
    Slip("closures", "w2.T @ error", "w2.T @ (error * y)"),
    Slip("closures", "float(j == k) - y[k]", "float(j == k) - y[j]"),
    Slip("comprehensions", "for k in range(len(d))", "for k in range(len(d) - 1)"),
    Slip("comprehensions", "math.exp(v - top)", "math.exp(top - v)"),
    Slip("decorated", "dtype=float", "dtype=int"),
    Slip("differences", "(w2.T @ d) *", "(w2.T @ d) +"),
    Slip("early_returns", "z = z - np.max(z)", "z = z / np.max(z)"),
    Slip("early_returns", "np.sum(np.exp(z))", "np.sum(np.exp(z[1:]))"),
    Slip("einsum_only", "y, y)", "y, y * y)"),
    Slip(
        "einsum_only",
        'h = tanh(einsum("ji,i->j", w1, x))\n    return',
        'h = einsum("ji,i->j", w1, x)\n    return',
    ),
    Slip("generators", "np.exp(value - top)", "np.exp(value) - top"),
    Slip("generators", "(1 - v * v)", "(1 - v)"),
    Slip("in_place", "y /= y.sum()", "y /= y.max()"),
    Slip("in_place", ":: len(y) + 1", ":: len(y)"),
    Slip("lambdas", "(1 - h**2)", "(1 - h)**2"),
    Slip("matching", "(1 - y[k])", "(1 + y[k])"),
    Slip("one_liners", "np.outer(softmax(z), softmax(z))", "np.outer(softmax(z), z)"),
    Slip("out_arguments", "np.multiply(h, h, out=h)", "np.add(h, h, out=h)"),
    Slip("plain_lists", "total += w * v", "total += w + v"),
    Slip("reducing", "dot(row, h) for", "dot(row, h) + 1 for"),
    Slip("static_helper", "self.probabilities(z) - t", "self.probabilities(z - t)"),
    Slip("vectorized", "lambda p, q: p - q", "lambda p, q: p * q"),
    Slip("walrus", "(square := h * h)", "(square := h + h)"),
    Slip("while_loops", "total += math.exp", "total = math.exp"),
    Slip("while_loops", "-y[j] * y[k]", "-y[j] * y[j]"),
)

UNSEEN = (
    Slip("annotated", "np.exp(shifted)", "np.exp(-shifted)"),
    Slip("annotated", "w2.T @ (seen.y - t)", "w2.T @ (seen.z - t)"),
    Slip("broadcasting", ".sum(axis=1)", ".sum(axis=0)"),
    Slip("broadcasting", "(1 - h) * (1 + h)", "(1 - h) * (1 - h)"),
    Slip("closures", "np.exp(z - z.max())", "np.exp(z) - z.max()"),
    Slip("closures", "return y - t, through()", "return y + t, through()"),
    Slip("comprehensions", "[p - q for", "[q - p for"),
    Slip("comprehensions", "p / sum(powers)", "p / max(powers)"),
    Slip("decorated", "np.diag(y) - np.outer", "np.diag(y) + np.outer"),
    Slip("differences", ".imag", ".real"),
    Slip("early_returns", "np.outer(y, y)", "np.outer(y, 1 - y)"),
    Slip("early_returns", "(1 - h * h), x)", "(1 - h * h) * h, x)"),
    Slip("einsum_only", 'einsum("i->", e)', 'einsum("i,i->", e, e)'),
    Slip("einsum_only", "w2, d, ", "w2, d * d, "),
    Slip("generators", "p - q for", "p - q * p for"),
    Slip("generators", "d * h for", "d * (1 - h) for"),
    Slip("in_place", "d[np.argmax(t)] -= 1", "d[np.argmax(t)] -= 2"),
    Slip("in_place", "np.zeros_like(w2)", "np.ones_like(w2)"),
    Slip("lambdas", "np.diag(y)", "np.diag(y * y)"),
    Slip("lambdas", "np.exp(z - z.max()))", "np.exp(z - z.max()) + 1)"),
    Slip("matching", "d[k] -= 1", "d[k] -= 0.5"),
    Slip("matching", "-y[j] * y[k]", "-y[j] - y[k]"),
    Slip("one_liners", "/ np.exp(z - z.max()).sum()", "/ np.exp(z).sum()"),
    Slip("one_liners", "(1 - np.tanh(w1 @ x) ** 2)", "(1 - np.tanh(w1 @ x ** 2))"),
    Slip("out_arguments", "np.matmul(w2.T, grad_z(z, t), ", "np.matmul(w2.T, z, "),
    Slip("out_arguments", "np.subtract(d, t, out=d)", "np.add(d, t, out=d)"),
    Slip("plain_lists", "total = 0\n    for value", "total = 1\n    for value"),
    Slip("plain_lists", "back += d[k]", "back = d[k]"),
    Slip("reducing", "if j == k", "if j != k"),
    Slip("reducing", "(1 - v * v)", "(1 - v * u)"),
    Slip("static_helper", "e / np.sum(e)", "e / np.sum(shifted)"),
    Slip("vectorized", "1 - v * v", "1 - 2 * v"),
    Slip("vectorized", "v - max(z)", "v / max(z)"),
    Slip("walrus", "/ e.sum() - t", "/ e.sum() - t * e"),
    Slip("while_loops", "back, k = 0.0, 0", "back, k = 1.0, 0"),
    Slip("while_loops", "g[k, j] = d[k] * h[j]", "g[k, j] = d[k] - h[j]"),
)
