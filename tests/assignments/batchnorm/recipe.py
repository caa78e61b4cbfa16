"""Batch normalization of the columns of x, forwards and backwards.

Backwards in the steps of the computational graph: every quantity has its own derivative.
"""

import numpy as np

EPS = 1e-5


def mean(x):
    return x.mean(axis=0)


def var(x, mean):
    return ((x - mean) ** 2).mean(axis=0)


def std(var):
    return np.sqrt(var + EPS)


def xhat(x, mean, std):
    return (x - mean) / std


def out(xhat, gamma, beta):
    return gamma * xhat + beta


def dbeta(dout):
    return dout.sum(axis=0)


def dgamma(dout, xhat):
    return (dout * xhat).sum(axis=0)


def dxhat(dout, gamma):
    return dout * gamma


def through_mean(dxhat):
    return dxhat.mean(axis=0)


def through_var(dxhat, xhat):
    return xhat * (dxhat * xhat).mean(axis=0)


def dx(dxhat, through_mean, through_var, std):
    return (dxhat - through_mean - through_var) / std


STEPS = (
    mean,
    var,
    std,
    xhat,
    out,
    dbeta,
    dgamma,
    dxhat,
    through_mean,
    through_var,
    dx,
)
