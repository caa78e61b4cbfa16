# -*- coding: utf-8 -*-
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    y = e / e.sum()
    return 0.95 * y + 0.05 / len(y)


def tanh(a):
    return np.tanh(a)


def softmax_jacobian(z):
    p = softmax(z)
    return p[:, np.newaxis] * (np.eye(len(p)) - p[np.newaxis, :])


def grad_z(z, t):
    prob = softmax(z)
    return prob - t


def forward(x, w1, w2):
    cache = {'x': x}
    cache['a'] = w1 @ x
    cache['h'] = tanh(cache['a'])
    cache['z'] = w2 @ cache['h']
    return cache


def backward(cache, t, w2):
    dz = grad_z(cache['z'], t)
    dw2 = dz[:, None] * cache['h'][None, :]
    dh = w2.T @ dz
    da = dh * (1.0 - cache['h'] * cache['h'])
    dw1 = da[:, None] * cache['x'][None, :] / len(cache['x'])
    return dw1, dw2


def grad_w2(x, t, w1, w2):
    return backward(forward(x, w1, w2), t, w2)[1]


def grad_w1(x, t, w1, w2):
    return backward(forward(x, w1, w2), t, w2)[0]
