import math

import numpy as np


def forward(q, k, v):
    return np.array([_answer(row, k) @ v for row in q])


def _answer(row, k):
    powers = [math.exp(float(row @ key) / math.sqrt(len(row))) for key in k]
    return np.array([one / sum(powers) for one in powers])


def backward(q, k, v, dout):
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    for i in range(len(q)):
        p = _answer(q[i], k)
        jacobian = np.diag(p) - np.outer(p, p)
        ds = jacobian @ (v @ dout[i]) / math.sqrt(len(q[i]))
        for j in range(len(k)):
            dv[j] += p[j] * dout[i]
            dq[i] += ds[j] * k[j]
            dk[j] += ds[j] * q[i]
    return dq, dk, dv
