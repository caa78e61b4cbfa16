import numpy as np


def softmax(z):
    out = np.zeros_like(z)
    with np.nditer([z, out], op_flags=[["readonly"], ["writeonly"]]) as it:
        for score, p in it:
            p[...] = np.exp(score - z.max())
    return out / out.sum()


def tanh(a):
    with np.nditer([a, None]) as it:
        for value, out in it:
            out[...] = np.tanh(value)
        return np.array(it.operands[1])


def softmax_jacobian(z):
    y = softmax(z)
    J = np.empty((z.size, z.size))
    it = np.nditer(J, flags=["multi_index"], op_flags=["writeonly"])
    for cell in it:
        j, k = it.multi_index
        cell[...] = y[j] * (float(j == k) - y[k])
    return J


def grad_z(z, t):
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    g = grad_z(w2 @ h, t)
    out = np.empty((g.size, h.size))
    for index in np.ndindex(*out.shape):
        out[index] = g[index[0]] * h[index[1]]
    return out


def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    g = grad_z(w2 @ h, t)
    out = np.zeros((h.size, x.size))
    for j, i in np.ndindex(*out.shape):
        out[j, i] = (w2[:, j] * g).sum() * (1 - h[j] ** 2) * x[i]
    return out
