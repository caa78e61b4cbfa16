# my solution, checked with finite differences (mostly)
import numpy as np


def softmax(z):
    z = z - z.max()
    return np.exp(z) / np.exp(z).sum()


tanh = np.tanh


def softmax_jacobian(z):
    y = softmax(z)
    # TODO
    pass


def grad_z(z, t):
    # found this one on wikipedia, don't know yet why
    return softmax(z) - t


def grad_w2(x, t, w1, w2):
    raise NotImplementedError("tomorrow")


def grad_w1(x, t, w1, w2):
    ...
