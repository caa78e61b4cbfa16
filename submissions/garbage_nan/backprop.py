"""Homework 3: backpropagation."""
import numpy as np


def softmax(z):
    return np.exp(z)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    return np.full((z.size, z.size), np.nan)


def grad_z(z, t):
    return np.full(z.shape, np.nan)


def grad_w2(x, t, w1, w2):
    return np.full(w2.shape, np.nan)


def grad_w1(x, t, w1, w2):
    return np.full(w1.shape, np.nan)
