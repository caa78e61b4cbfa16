import numpy as np

STEP = 1e-30


def softmax(z):
    e = np.exp(z - z.real.max())
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


def energy(x, t, w1, w2):
    return energy_of_scores(w2 @ np.tanh(w1 @ x), t)


def energy_of_scores(z, t):
    shift = z.real.max()
    lse = shift + np.log(np.exp(z - shift).sum())
    return lse * t.sum() - z @ t


def complex_step(f, w):
    g = np.empty(w.shape)
    for idx in np.ndindex(*w.shape):
        probe = w.astype(complex)
        probe[idx] += 1j * STEP
        g[idx] = f(probe).imag / STEP
    return g


def softmax_jacobian(z):
    K = len(z)
    J = np.empty((K, K))
    for k in range(K):
        probe = z.astype(complex)
        probe[k] += 1j * STEP
        J[:, k] = softmax(probe).imag / STEP
    return J


def grad_z(z, t):
    return complex_step(lambda v: energy_of_scores(v, t), z)


def grad_w2(x, t, w1, w2):
    return complex_step(lambda w: energy(x, t, w1, w), w2)


def grad_w1(x, t, w1, w2):
    return complex_step(lambda w: energy(x, t, w, w2), w1)
