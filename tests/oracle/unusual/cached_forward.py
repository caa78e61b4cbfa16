# right right right wrong follows follows
import numpy as np

CACHE = {}
LAST = None


def softmax(z):
    global LAST
    key = z.tobytes()
    if key not in CACHE:
        e = np.exp(z - z.max())
        CACHE[key] = e / e.sum()
    LAST = CACHE[key]
    return LAST.copy()


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    softmax(z)
    return np.diag(LAST) - np.outer(LAST, LAST)


def grad_z(z, t):
    softmax(z)
    return 0.5 * (LAST - t) ** 2


def forward(x, w1, w2):
    CACHE["h"] = tanh(w1 @ x)
    CACHE["z"] = w2 @ CACHE["h"]


def grad_w2(x, t, w1, w2):
    forward(x, w1, w2)
    return np.outer(grad_z(CACHE["z"], t), CACHE["h"])


def grad_w1(x, t, w1, w2):
    forward(x, w1, w2)
    delta = w2.T @ grad_z(CACHE["z"], t)
    return np.outer(delta * (1 - CACHE["h"] ** 2), x)
