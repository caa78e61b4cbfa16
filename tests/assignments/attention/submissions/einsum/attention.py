import numpy as np


def forward(q, k, v):
    return np.einsum("ij,jf->if", _weights(q, k), v)


def _weights(q, k):
    scores = np.einsum("if,jf->ij", q, k) * q.shape[-1] ** -0.5
    powers = np.exp(scores)
    return powers / np.einsum("ij->i", powers)[:, None]


def backward(q, k, v, dout):
    p = _weights(q, k)
    # The weighted sum of a row is the answer times the slope.
    rows = np.einsum("if,if->i", forward(q, k, v), dout)
    ds = p * (np.einsum("if,jf->ij", dout, v) - rows[:, None]) * q.shape[-1] ** -0.5
    return [np.einsum("ij,jf->if", ds, k), np.einsum("ij,if->jf", ds, q), np.einsum("ij,if->jf", p, dout)]
