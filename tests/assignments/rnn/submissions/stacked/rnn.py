import numpy as np


def forward(x, h0, wx, wh, b):
    """One matrix for both: rows of [x, h, 1]."""
    w = np.vstack([wx, wh, b])
    h = np.empty((len(x) + 1, len(h0)))
    h[0] = h0
    for t in range(len(x)):
        h[t + 1] = np.tanh(np.concatenate([x[t], h[t], [1.0]]) @ w)
    return h[1:], {"x": x, "h": h, "w": w}


def backward(dh, cache):
    x, h, w = cache["x"], cache["h"], cache["w"]
    d, m = x.shape[1], h.shape[1]
    da = np.zeros((len(x) + 1, m))
    for t in reversed(range(len(x))):
        da[t] = (dh[t] + w[d : d + m] @ da[t + 1]) * (1 - h[t + 1] ** 2)
    da = da[:-1]
    dw = np.hstack([x, h[:-1], np.ones((len(x), 1))]).T @ da
    return {"dwx": dw[:d], "dwh": dw[d : d + m], "db": dw[-1], "dx": da @ w[:d].T}
