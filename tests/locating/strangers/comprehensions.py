import math
import numpy as np


def softmax(z):
    top = max(z)
    powers = [math.exp(v - top) for v in z]
    return np.array([p / sum(powers) for p in powers])


def tanh(a):
    flat = [math.tanh(v) for v in np.ravel(a)]
    return np.array(flat).reshape(np.shape(a))


def softmax_jacobian(z):
    y = softmax(z)
    return np.array([[y[j] * ((j == k) - y[k]) for k in range(len(y))] for j in range(len(y))])


def grad_z(z, t):
    return np.array([p - q for p, q in zip(softmax(z), t)])


def hidden(x, w1):
    return [math.tanh(sum(w * v for w, v in zip(row, x))) for row in w1]


def scores(x, w1, w2):
    return np.array([sum(w * v for w, v in zip(row, hidden(x, w1))) for row in w2])


def grad_w2(x, t, w1, w2):
    return np.array([[d * v for v in hidden(x, w1)] for d in grad_z(scores(x, w1, w2), t)])


def grad_w1(x, t, w1, w2):
    d = grad_z(scores(x, w1, w2), t)
    back = [sum(w2[k][j] * d[k] for k in range(len(d))) for j in range(len(w1))]
    slopes = [1 - v for v in hidden(x, w1)]  # slip
    return np.array([[b * s * v for v in x] for b, s in zip(back, slopes)])
