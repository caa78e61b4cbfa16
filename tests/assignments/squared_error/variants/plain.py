import numpy as np


def f(u):
    return 1 / (1 + np.exp(-u))


def grad_net(net, T):
    return (f(net) - T) * f(net) * (1 - f(net))


def grad_w2(x, T, w1, w2):
    o = f(w1 @ x)
    return np.outer(grad_net(w2 @ o, T), o)


def grad_w1(x, T, w1, w2):
    o = f(w1 @ x)
    return np.outer(w2.T @ grad_net(w2 @ o, T) * o * (1 - o), x)
