import numpy as np


def forward(x, h0, wx, wh, b):
    if len(x) == 0:
        return np.zeros((0, len(h0))), None
    h = np.tanh(wx.T @ x[0] + wh.T @ h0 + b)
    rest, inner = forward(x[1:], h, wx, wh, b)
    return np.vstack([h[None], rest]), (x[0], h0, h, wx, wh, inner)


def walk(dh, cache):
    if cache is None:
        return [], 0.0
    x, before, h, wx, wh, inner = cache
    later, carry = walk(dh[1:], inner)
    da = (dh[0] + carry) * (1 - h * h)
    return [(x, before, da, wx), *later], wh @ da


def backward(dh, cache):
    steps, _ = walk(dh, cache)
    return {
        "dx": np.array([wx @ da for _, _, da, wx in steps]),
        "dwx": sum(np.outer(x, da) for x, _, da, _ in steps),
        "dwh": sum(np.outer(before, da) for _, before, da, _ in steps),
        "db": sum(da for _, _, da, _ in steps),
    }
