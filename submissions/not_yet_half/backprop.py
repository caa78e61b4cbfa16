import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def tanh(a):
    return np.tanh(a)


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
